"""Samples of every primitive, in one table, `SAMPLES`, by the name of the primitive.

A sample is (fields of the primitive, the operands). An operand is an array, or a `Viewed` one: an
array read through a view, so that it is not contiguous.
"""

import itertools
from dataclasses import dataclass

import numpy as np

from pellucid.core.dtypes import DTYPES, bool_
from pellucid.core.spec import Spec
from pellucid.graph import Node, apply
from pellucid.graph.node import node
from pellucid.ops.marks import Segment
from pellucid.ops.source import Data
from pellucid.runtime.storage import Storage

FLOATS = ("bfloat16", "float32", "float64")
SIGNED = ("int8", "int16", "int32", "int64")
UNSIGNED = ("uint8", "uint16", "uint32", "uint64")
NUMBERS = (*FLOATS, *SIGNED, *UNSIGNED)
INTEGERS = (*SIGNED, *UNSIGNED)
ALL = ("bool", *NUMBERS)
KINDS = {"bool": ("bool",), "int": SIGNED, "uint": UNSIGNED, "float": FLOATS}


@dataclass(frozen=True)
class Viewed:
    """An array read through a view of a `shape`, as `terms` say."""

    array: np.ndarray
    shape: tuple[int, ...]
    terms: tuple


def leaf(array: np.ndarray) -> Node:
    """An array as a node."""
    storage = Storage(np.asarray(array, order="C"))
    return node(Data(storage, storage.spec))


def operand(x: "np.ndarray | Viewed | tuple") -> Node:
    """A node of what a sample gives; a pair is (number, Spec): a literal, everywhere."""
    if isinstance(x, Node):
        return x
    if isinstance(x, Viewed):
        return apply("view", leaf(x.array), shape=x.shape, terms=x.terms)
    if isinstance(x, tuple):
        value, spec = x
        terms: tuple = ()
        literal = apply("constant", value=value, dtype=spec.dtype)
        return apply("view", literal, shape=spec.shape, terms=terms)
    return leaf(x)


def counted(shape: tuple[int, ...], axis: int) -> Node:
    """Numbers counted along an axis, stored nowhere."""
    return apply("iota", shape=shape, axis=axis, dtype=DTYPES["int64"])


def specials(dtype: str) -> np.ndarray:
    """The values that go wrong first."""
    numpy = DTYPES[dtype].numpy
    if dtype == "bool":
        return np.array([False, True])
    if DTYPES[dtype].is_float:
        huge = {"bfloat16": 3.38e38, "float32": 3.4e38, "float64": 1.7e308}[dtype]
        tiny = {"bfloat16": 1e-38, "float32": 1e-45, "float64": 5e-324}[dtype]
        values = [
            0.0,
            -0.0,
            1.0,
            -1.0,
            0.5,
            -1.5,
            2.5,
            7.0,
            -3.25,
            1e-3,
            100.0,
            255.5,
            huge,
            -huge,
            tiny,
        ]
        return np.array([*values, np.inf, -np.inf, np.nan]).astype(numpy)
    info = np.iinfo(numpy)
    values = {0, 1, 2, 3, 7, 100, info.max, info.max - 1, info.max // 2, info.min, info.min + 1}
    values |= {-1, -2, -7} if info.min else {info.bits, info.bits - 1}
    return np.array(sorted(values), dtype=object).astype(numpy)


def crossed(dtype: str, count: int) -> list[np.ndarray]:
    """Every special value with every other."""
    found = np.array(list(itertools.product(specials(dtype), repeat=count)))
    return [np.ascontiguousarray(found[:, i]).astype(DTYPES[dtype].numpy) for i in range(count)]


def some(dtype: str, shape: tuple[int, ...], seed: int) -> np.ndarray:
    """Numbers of small size, of both signs where there are two."""
    random = np.random.default_rng(seed)
    if dtype == "bool":
        return random.integers(0, 2, shape).astype(bool)
    if DTYPES[dtype].is_float:
        return random.normal(size=shape).astype(DTYPES[dtype].numpy)
    low = -9 if DTYPES[dtype].kind == "int" else 0
    return random.integers(low, 10, shape).astype(DTYPES[dtype].numpy)


SHAPES = ((), (0,), (1,), (3,), (17,), (33,), (5, 37), (2, 0, 3), (4, 3, 5))


def shaped(dtype: str, count: int) -> list[list]:
    """Operands of many shapes and readings: odd tails, broadcast, turned, with steps, literals."""
    found: list[list] = [[some(dtype, shape, i) for i in range(count)] for shape in SHAPES]
    wide = (5, 37)
    ways = [
        lambda i: Viewed(some(dtype, (37, 5), i), wide, ((0, ((1, 1),)), (0, ((0, 1),)))),
        lambda i: Viewed(some(dtype, wide, i), wide, ((4, ((0, -1),)), (36, ((1, -1),)))),
        lambda i: Viewed(some(dtype, (5, 80), i), wide, ((0, ((0, 1),)), (3, ((1, 2),)))),
        lambda i: Viewed(some(dtype, (37,), i), wide, ((0, ((1, 1),)),)),
        lambda i: Viewed(some(dtype, (5, 1), i), wide, ((0, ((0, 1),)), (0, ()))),
        lambda i: Viewed(some(dtype, (), i), wide, ()),
        lambda i: (1 if i % 2 else 0, Spec(wide, DTYPES[dtype])),
    ]
    found += [[way(i) for i in range(count)] for way in ways]
    if count > 1:
        found += [
            [ways[j](0), *(ways[(j + 1) % len(ways)](i) for i in range(1, count))]
            for j in range(len(ways))
        ]
    return found


def elementwise(count: int, dtypes: tuple[str, ...], **fields: object) -> list[tuple[dict, list]]:
    """Special values in every dtype; every shape in a narrow, a usual and a wide one."""
    found = [(fields, crossed(dtype, count)) for dtype in dtypes]
    for dtype in [d for d in ("bool", "int8", "float32", "int64") if d in dtypes][-3:]:
        found += [(fields, operands) for operands in shaped(dtype, count)]
    return found


def casts() -> list[tuple[dict, list]]:
    """From every dtype to every dtype."""
    found: list[tuple[dict, list]] = [
        ({"dtype": target}, [specials(dtype)]) for dtype in ALL for target in DTYPES.values()
    ]
    return found + [({"dtype": DTYPES["float64"]}, x) for x in shaped("int8", 1)]


def bitcasts() -> list[tuple[dict, list]]:
    """Between dtypes of one size; a bool is a byte of 0 or 1, so nothing becomes one."""
    return [
        ({"dtype": b}, [specials(a.name)])
        for a in DTYPES.values()
        for b in DTYPES.values()
        if a.itemsize == b.itemsize and b is not bool_ and "complex" not in {a.kind, b.kind}
    ]


def wheres() -> list[tuple[dict, list]]:
    """A condition beside values of every dtype and shape."""
    found: list[tuple[dict, list]] = []
    for dtype in ALL:
        x, z = crossed(dtype, 2)
        found.append(({}, [some("bool", x.shape, 9), x, z]))
    for dtype in ("int8", "float64"):
        for (condition,), values in zip(shaped("bool", 1), shaped(dtype, 2), strict=False):
            found.append(({}, [condition, *values]))
    return found


def shifts() -> list[tuple[dict, list]]:
    """Counts within the width: NumPy leaves larger ones undefined."""
    found: list[tuple[dict, list]] = []
    for dtype in INTEGERS:
        counts = np.arange(DTYPES[dtype].bits).astype(DTYPES[dtype].numpy)
        pairs = np.array(list(itertools.product(specials(dtype), counts)), dtype=object)
        found.append(({}, [pairs[:, i].astype(DTYPES[dtype].numpy) for i in (0, 1)]))
    return found


AXES = (
    ((), ()),
    ((0,), (0,)),
    ((1,), (0,)),
    ((3,), (0,)),
    ((17,), (0,)),
    ((33,), (0,)),
    ((1000,), (0,)),
    ((5, 37), (0,)),
    ((5, 37), (1,)),
    ((5, 37), (0, 1)),
    ((4, 3, 5), (0, 2)),
    ((4, 3, 5), (1,)),
    ((4, 3, 5), ()),
    ((2, 0, 3), (1,)),
    ((2, 0, 3), (0,)),
    ((1, 6, 1), (0, 2)),
    ((20000,), (0,)),
    ((3, 17001), (1,)),
    ((2, 3, 4, 5), (0, 1, 2, 3)),
)


def reductions(dtypes: tuple[str, ...], *, of_nothing: bool) -> list[tuple[dict, list]]:
    """Over every choice of axes."""
    found: list[tuple[dict, list]] = []
    for dtype in dtypes:
        x = specials(dtype)
        found.append(({"axes": (0,)}, [x]))
        found.append(({"axes": (0,)}, [x[:12]]))
        found.append(({"axes": (1,)}, [np.stack([x, x[::-1], np.roll(x, 3)])]))
        found.append(({"axes": (0,)}, [np.stack([x, x[::-1], np.roll(x, 3)])]))
    for dtype in [d for d in ("bool", "int8", "float32", "int64") if d in dtypes]:
        for shape, axes in AXES:
            if of_nothing or all(shape[a] for a in axes):
                found.append(({"axes": axes}, [some(dtype, shape, 0)]))
        transposed = ((0, ((1, 1),)), (0, ((0, 1),)))
        backwards = ((36, ((1, -1),)), (4, ((0, -1),)))
        steps = ((3, ((0, 2),)), (0, ((1, 1),)))
        for array, shape, terms in (
            (some(dtype, (37, 5), 0), (5, 37), transposed),
            (some(dtype, (37, 5), 1), (5, 37), backwards),
            (some(dtype, (80, 5), 1), (37, 5), steps),
            (some(dtype, (1, 5), 2), (37, 5), ((0, ()), (0, ((1, 1),)))),
        ):
            found += [
                ({"axes": axes}, [Viewed(array, shape, terms)]) for axes in ((0,), (1,), (0, 1))
            ]
    return found


def ties() -> list[tuple[dict, list]]:
    """Many equals, so that the first of them must be found; NaN among them."""
    found = reductions(ALL, of_nothing=False)
    random = np.random.default_rng(3)
    for dtype in ("bool", "uint8", "bfloat16", "float32", "float64"):
        x = random.integers(0, 2, (7, 65)).astype(DTYPES[dtype].numpy)
        found += [({"axes": axes}, [x]) for axes in ((0,), (1,), (0, 1))]
        if DTYPES[dtype].is_float:
            y = x.copy()
            y[2, 40] = y[5, 3] = y[6, 64] = np.nan
            found += [({"axes": axes}, [y]) for axes in ((0,), (1,), (0, 1))]
    same = np.full(50, -np.inf, np.float32)
    return [*found, ({"axes": (0,)}, [same]), ({"axes": (0,)}, [-same])]


def views() -> list[tuple[dict, list]]:
    """Permute, expand, slice, flip, window, diagonal, one element, nothing."""
    cases = [
        ((4, 3, 5), (5, 4, 3), ((0, ((1, 1),)), (0, ((2, 1),)), (0, ((0, 1),)))),
        ((4, 3), (2, 4, 3), ((0, ((1, 1),)), (0, ((2, 1),)))),
        ((37,), (9,), ((1, ((0, 4),)),)),
        ((37,), (37,), ((36, ((0, -1),)),)),
        ((20,), (8, 5), ((0, ((0, 2), (1, 1))),)),
        ((20,), (6, 3), ((1, ((0, 2), (1, 3))),)),
        ((20,), (6, 3), ((19, ((0, -2), (1, -3))),)),
        ((7, 7), (7,), ((0, ((0, 1),)), (0, ((0, 1),)))),
        ((7, 7), (), ((3, ()), (2, ()))),
        ((), (3, 4), ()),
        ((4, 3), (0, 3), ((0, ((0, 1),)), (0, ((1, 1),)))),
        (
            (2, 9, 9),
            (2, 4, 4, 3, 3),
            ((0, ((0, 1),)), (0, ((1, 2), (3, 1))), (0, ((2, 2), (4, 1)))),
        ),
    ]
    return [
        ({"shape": shape, "terms": terms}, [some(dtype, of, 0)])
        for of, shape, terms in cases
        for dtype in ("bool", "bfloat16", "float32", "int64")
    ]


def reshapes() -> list[tuple[dict, list]]:
    cases = [
        ((4, 6), (24,)),
        ((24,), (2, 3, 4)),
        ((5, 7), (7, 5)),
        ((4, 3, 5), (6, 10)),
        ((1,), ()),
        ((), (1, 1)),
        ((0, 3), (3, 0, 2)),
        ((3, 1, 5), (3, 5)),
        ((2, 3, 4, 5), (6, 20)),
    ]
    found = [
        ({"shape": to}, [some(d, of, 0)]) for of, to in cases for d in ("bool", "int16", "float64")
    ]
    turned = Viewed(some("float32", (7, 5), 0), (5, 7), ((0, ((1, 1),)), (0, ((0, 1),))))
    return [*found, ({"shape": (35,)}, [turned]), ({"shape": (7, 5)}, [turned])]


def pads() -> list[tuple[dict, list]]:
    cases = [
        ((5,), ((2, 3),), ()),
        ((5,), ((0, 0),), (3,)),
        ((5,), ((1, 2),), (2,)),
        ((0,), ((2, 1),), ()),
        ((4, 3), ((1, 0), (0, 2)), ()),
        ((4, 3), ((1, 2), (2, 1)), (2, 3)),
        ((), (), ()),
        ((33,), ((16, 1),), ()),
        ((2, 17), ((0, 0), (3, 0)), ()),
        ((0, 2), ((0, 1), (1, 1)), ()),
    ]
    found: list[tuple[dict, list]] = []
    for dtype, value in (
        ("bool", True),
        ("int8", -7),
        ("float32", 0.0),
        ("float64", -np.inf),
        ("bfloat16", 1.5),
        ("uint16", 65535),
    ):
        for shape, widths, steps in cases:
            fields = {"widths": widths, "value": value, "steps": steps}
            found.append((fields, [some(dtype, shape, 0)]))
    return found


def contractions() -> list[tuple[dict, list]]:
    """Products small and large enough for tiles, with batches, and sums of either side."""
    cases = [
        ("ik", "kj", "ij", (5, 7), (7, 3)),
        ("ik", "kj", "ij", (1, 1), (1, 1)),
        ("ik", "kj", "ij", (33, 17), (17, 37)),
        ("ik", "kj", "ji", (33, 17), (17, 37)),
        ("ki", "jk", "ij", (65, 20), (31, 65)),
        ("ik", "kj", "ij", (0, 4), (4, 3)),
        ("ik", "kj", "ij", (3, 0), (0, 4)),
        ("i", "i", "", (1000,), (1000,)),
        ("i", "j", "ij", (17,), (33,)),
        ("bik", "bkj", "bij", (3, 9, 20), (3, 20, 18)),
        ("ik", "k", "i", (40, 129), (129,)),
        ("", "ij", "ij", (), (3, 4)),
        ("ij", "jk", "k", (6, 20), (20, 35)),
        ("ij", "kl", "ijkl", (3, 4), (5, 6)),
        ("ij", "ij", "ij", (20, 300), (20, 300)),
        ("abk", "kc", "cba", (7, 11, 13), (13, 24)),
        ("ii", "i", "i", (9, 9), (9,)),
        ("ik", "kj", "ij", (128, 200), (200, 64)),
    ]
    found: list[tuple[dict, list]] = []
    for left, right, out, a, b in cases:
        for dtype in ("float32", "float64", "int32"):
            x, z = some(dtype, a, 0), some(dtype, b, 1)
            found.append(({"left": left, "right": right, "out": out}, [x, z]))
    matrix = {"left": "ik", "right": "kj", "out": "ij"}
    found.extend((matrix, [some(dtype, (6, 40), 0), some(dtype, (40, 20), 1)]) for dtype in NUMBERS)
    dot = {"left": "ak", "right": "bk", "out": "ab"}
    found.append((dot, [counted((7, 1003), 1), counted((9, 1003), 1)]))
    found.append((dot, [(2, Spec((7, 1003), DTYPES["int64"])), counted((9, 1003), 1)]))
    special = specials("float32")
    found.append((matrix, [special[:, None], special[None, :]]))
    turned = Viewed(some("float32", (40, 33), 0), (33, 40), ((0, ((1, 1),)), (39 - 39, ((0, 1),))))
    backwards = Viewed(some("float32", (40, 35), 1), (40, 35), ((39, ((0, -1),)), (34, ((1, -1),))))
    broadcast = Viewed(some("float32", (35,), 1), (40, 35), ((0, ((1, 1),)),))
    window = Viewed(some("float32", (72,), 2), (33, 40), ((0, ((0, 1), (1, 1))),))
    found.append((matrix, [counted((33, 40), 0), counted((40, 35), 1)]))
    for x in (turned, window, some("float32", (33, 40), 5)):
        found.extend(
            (matrix, [x, z])
            for z in (backwards, broadcast, some("float32", (40, 35), 6), (1.0, Spec((40, 35))))
        )
    return found


PLACES = ("int8", "int32", "int64", "uint8", "uint64")


def gathers() -> list[tuple[dict, list]]:
    """Places inside, beyond both ends, repeated, none."""
    found: list[tuple[dict, list]] = []
    for dtype in PLACES:
        places = np.array([0, 3, 3, 1, 120, 2, 0], DTYPES[dtype].numpy)
        found.append(({}, [some("float32", (5, 7), 0), places]))
        found.append(({}, [some("float32", (300, 2), 0), specials(dtype)]))
    found.extend(({}, [some(dtype, (6, 3), 0), np.array([5, -1, 2, 7])]) for dtype in ALL)
    found += [
        ({}, [some("float64", s, 0), np.arange(20) % 5])
        for s in ((5,), (5, 1), (5, 4, 3), (5, 0), (5, 33))
    ]
    found += [({}, [some("float32", s, 0), np.zeros(0, np.int64)]) for s in ((5,), (0, 3))]
    turned = Viewed(some("float32", (7, 5), 0), (5, 7), ((0, ((1, 1),)), (0, ((0, 1),))))
    back = Viewed(np.arange(5), (5,), ((4, ((0, -1),)),))
    found += [({}, [counted((5, 3), axis), back]) for axis in (0, 1)]
    return [*found, ({}, [turned, back]), ({}, [some("float32", (5, 3), 0), counted((9,), 0)])]


def scatters() -> list[tuple[dict, list]]:
    found: list[tuple[dict, list]] = [
        ({"rows": 200}, [specials(dtype), some("float32", (len(specials(dtype)), 3), 0)])
        for dtype in PLACES
    ]
    found.extend(
        ({"rows": 6}, [np.array([5, 0, 2, 5, -4, 9]), some(dtype, (6, 3), 0)]) for dtype in NUMBERS
    )
    found.extend(
        ({"rows": 7}, [np.arange(20) * 3 % 8, some("float64", shape, 0)])
        for shape in ((20,), (20, 1), (20, 4, 3), (20, 0), (20, 33))
    )
    empty = np.zeros(0, np.int64)
    found += [({"rows": rows}, [empty, some("float32", (0, 4), 0)]) for rows in (0, 5)]
    turned = Viewed(some("float32", (7, 5), 0), (5, 7), ((0, ((1, 1),)), (0, ((0, 1),))))
    back = Viewed(np.arange(5), (5,), ((4, ((0, -1),)),))
    found.append(({"rows": 3}, [counted((5,), 0), counted((5, 4), 0)]))
    found.append(({"rows": 3}, [back, (2.0, Spec((5, 4)))]))
    return [*found, ({"rows": 3}, [back, turned])]


def iotas() -> list[tuple[dict, list]]:
    return [
        ({"shape": shape, "axis": axis, "dtype": DTYPES[dtype]}, [])
        for shape, axis in (((0,), 0), ((300,), 0), ((5, 37), 0), ((5, 37), 1), ((2, 3, 4), 1))
        for dtype in NUMBERS
    ]


def constants() -> list[tuple[dict, list]]:
    return [({"value": x.item(), "dtype": DTYPES[d]}, []) for d in ALL for x in specials(d)]


COMPLEX = ("complex64", "complex128")


def complex_numbers(dtype: str, shape: tuple[int, ...], seed: int) -> np.ndarray:
    """Numbers of small size in all four quarters of the plane."""
    random = np.random.default_rng(seed)
    return (random.normal(size=shape) + 1j * random.normal(size=shape)).astype(dtype)


def of_complex(count: int, **fields: object) -> list[tuple[dict, list]]:
    """Complex operands of several shapes, some read through a view."""
    found: list[tuple[dict, list]] = []
    for dtype in COMPLEX:
        found += [
            (fields, [complex_numbers(dtype, shape, i) for i in range(count)])
            for shape in ((), (0,), (7,), (2, 3, 5))
        ]
        turned = ((0, ((1, 1),)), (0, ((0, 1),)))
        found.append(
            (
                fields,
                [Viewed(complex_numbers(dtype, (5, 3), i), (3, 5), turned) for i in range(count)],
            )
        )
    return found


def matrices(square: bool = False, **fields: object) -> list[tuple[dict, list]]:
    """Matrices, alone and in batches, tall and wide."""
    shapes = [(1, 1), (3, 3), (2, 4, 4), (0, 2, 2)] + ([] if square else [(5, 2), (2, 3, 6)])
    return [
        (fields, [some(d, shape, 0) if d in FLOATS else complex_numbers(d, shape, 0)])
        for shape in shapes
        for d in ("float32", "float64", *COMPLEX)
    ]


def positive() -> list[tuple[dict, list]]:
    """Hermitian positive definite matrices."""
    found: list[tuple[dict, list]] = []
    for _, (x,) in matrices(square=True):
        product = x @ np.conj(np.swapaxes(x, -1, -2))
        found.append(({}, [(product + 3 * np.eye(x.shape[-1])).astype(x.dtype)]))
    return found


def right_sides() -> list[tuple[dict, list]]:
    """Square matrices and what their products are to be."""
    return [({}, [x, x[..., :1] * 2]) for _, (x,) in matrices(square=True)]


def tolerances() -> list[tuple[dict, list]]:
    """Matrices and the part of the largest singular value that counts as 0."""
    return [({}, [x, np.full(x.shape[:-2], 1e-3, x.real.dtype)]) for _, (x,) in matrices()]


def along_axes(
    dtypes: tuple[str, ...], count: int = 1, **fields: object
) -> list[tuple[dict, list]]:
    """Operands of several shapes and each of their axes."""
    return [
        ({"axis": axis, **fields}, [some(dtype, shape, i) for i in range(count)])
        for shape in ((5,), (0,), (4, 7), (2, 3, 4))
        for axis in range(-len(shape), 0)
        for dtype in dtypes
    ]


def searches() -> list[tuple[dict, list]]:
    """Lists in order, some with equals, and values inside, outside and equal to one."""
    return [
        ({"right": right}, [np.sort(some(dtype, (n,), 0)), some(dtype, (3, 4), 1)])
        for right in (False, True)
        for n in (0, 1, 9)
        for dtype in ("bool", "int8", "uint64", "float32")
    ]


def powers() -> list[tuple[dict, list]]:
    """Integers to small powers, negative ones too where there are any."""
    return [({}, [some(d, (40,), 0), some(d, (40,), 1)]) for d in INTEGERS]


def words() -> list[tuple[dict, list]]:
    """Counters, streams and keys of random bits."""
    x = crossed("uint32", 3)
    return [({}, x), ({}, [x[0][:17], x[1][3:20], x[2][:17]])]


ONE_FLOAT = {
    name: elementwise(1, FLOATS)
    for name in (
        "sqrt",
        "exp",
        "expm1",
        "log",
        "log1p",
        "log2",
        "log10",
        "sin",
        "cos",
        "tan",
        "asin",
        "acos",
        "atan",
        "sinh",
        "cosh",
        "tanh",
        "asinh",
        "acosh",
        "atanh",
        "sigmoid",
        "softplus",
        "erf",
        "normal_cdf",
        "gelu",
    )
}
SAMPLES: dict[str, list[tuple[dict, list]]] = {
    **ONE_FLOAT,
    **{name: elementwise(2, FLOATS) for name in ("atan2", "pow")},
    "divide": elementwise(2, FLOATS) + of_complex(2),
    **{name: elementwise(2, NUMBERS) for name in ("add", "subtract", "floor_divide", "remainder")},
    "multiply": elementwise(2, NUMBERS) + of_complex(2),
    **{
        name: elementwise(1, NUMBERS)
        for name in ("negative", "abs", "sign", "floor", "ceil", "trunc", "round")
    },
    **{
        name: elementwise(2, ALL)
        for name in ("maximum", "minimum", "equal", "not_equal", "less", "less_equal")
    },
    **{name: elementwise(2, ("bool", *INTEGERS)) for name in ("and", "or", "xor")},
    "not": elementwise(1, ("bool", *INTEGERS)),
    "stop_gradient": elementwise(1, ALL),
    "tagged": elementwise(1, ALL, tag=0),
    "after": elementwise(2, ALL),
    "ruled": [({"rule": Segment((), ()), "place": 1, "count": 2}, [specials(d)] * 2) for d in ALL],
    "cast": casts(),
    "bitcast": bitcasts(),
    "where": wheres(),
    "philox": words(),
    "shift_left": shifts(),
    "shift_right": shifts(),
    "sum": reductions(NUMBERS, of_nothing=True),
    "prod": reductions(NUMBERS, of_nothing=True),
    "max": reductions(ALL, of_nothing=False),
    "min": reductions(ALL, of_nothing=False),
    "argmax": ties(),
    "argmin": ties(),
    "view": views(),
    "reshape": reshapes(),
    "pad": pads(),
    "contract": contractions(),
    "copysign": elementwise(2, FLOATS),
    "integer_power": powers(),
    "conj": of_complex(1),
    "real": of_complex(1),
    "imag": of_complex(1),
    "from_parts": [({}, [some(d, (3, 4), 0), some(d, (3, 4), 1)]) for d in ("float32", "float64")],
    "fourier": [
        ({"axis": axis, "inverse": inverse}, [complex_numbers(dtype, (3, 4, 5), 0)])
        for axis in (-1, -2, -3)
        for inverse in (False, True)
        for dtype in COMPLEX
    ],
    "argsort": along_axes(ALL) + along_axes(ALL, descending=True),
    "searchsorted": searches(),
    "cumulative_sum": along_axes(("int8", "int64", "float32", "float64")),
    "cumulative_prod": along_axes(("int8", "int64", "float32", "float64")),
    "recurrence": along_axes(("int64", "float32", "float64"), count=2),
    "inverse": matrices(square=True),
    "solve": right_sides(),
    "cholesky": positive(),
    "determinant": matrices(square=True),
    "log_determinant": matrices(square=True),
    "pseudo_inverse": tolerances(),
    "eigh": positive(),
    "eig": [({}, x) for _, x in matrices(square=True) if x[0].dtype.kind == "c"],
    "qr": matrices() + matrices(complete=True),
    "svd": matrices() + matrices(full=True),
    "gather": gathers(),
    "scatter_add": scatters(),
    "iota": iotas(),
    "constant": constants(),
    "data": [({}, [specials(d)]) for d in ALL],
    "input": [({}, [specials(d)]) for d in ALL],
    "example": [({}, [specials(d)]) for d in ALL],
}
