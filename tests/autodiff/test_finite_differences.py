"""The gradient of every differentiable primitive against finite differences, in float64, to
second order.
"""

import numpy as np
import pytest

import pellucid as pel
from pellucid.autodiff import gradients
from pellucid.core.dtypes import bool_, complex128, float64, int64
from pellucid.core.errors import DTypeError
from pellucid.graph import OPS, apply
from pellucid.graph.node import combine, node
from pellucid.ops.matrices import adjoint, transposed, unpacked
from pellucid.ops.source import Data
from pellucid.runtime.programs import evaluate
from pellucid.runtime.storage import Storage

STEP = 1e-5
EVERYWHERE = np.array([-2.3, -1.2, -0.7, -0.31, 0.22, 0.57, 1.4, 2.6])
POSITIVE = np.array([0.13, 0.4, 0.9, 1.1, 1.7, 2.5, 4.0, 7.2])
INSIDE = np.array([-0.9, -0.6, -0.33, -0.1, 0.07, 0.28, 0.64, 0.88])
ABOVE_ONE = POSITIVE + 1.0
GRID = np.random.default_rng(0).permutation(24).reshape(4, 6) / 7.0 - 1.6  # no two are equal
ZEROS = np.where(GRID**2 > 1.5, 0.0, GRID)  # one in some rows, several in others

SQUARE = GRID[:, :4] + 3.0 * np.eye(4)
LAST = {"axis": -1}

# The operands that a gradient is wanted for, and the fields, by the name of the primitive.
POINTS = {
    "add": [((EVERYWHERE, POSITIVE), {})],
    "subtract": [((EVERYWHERE, POSITIVE), {})],
    "multiply": [((EVERYWHERE, POSITIVE), {})],
    "divide": [((EVERYWHERE, POSITIVE), {})],
    "remainder": [((EVERYWHERE, POSITIVE + 0.01), {}), ((POSITIVE, -ABOVE_ONE), {})],
    "negative": [((EVERYWHERE,), {})],
    "abs": [((EVERYWHERE,), {})],
    "sign": [((EVERYWHERE,), {})],
    "floor": [((EVERYWHERE,), {})],
    "ceil": [((EVERYWHERE,), {})],
    "trunc": [((EVERYWHERE,), {})],
    "round": [((EVERYWHERE,), {})],
    "maximum": [((EVERYWHERE, INSIDE), {})],
    "minimum": [((EVERYWHERE, INSIDE), {})],
    "tagged": [((EVERYWHERE,), {"tag": 7})],
    "after": [((EVERYWHERE, POSITIVE), {})],
    "cast": [((EVERYWHERE,), {"dtype": float64})],
    "sqrt": [((POSITIVE,), {})],
    "exp": [((EVERYWHERE,), {})],
    "expm1": [((EVERYWHERE,), {})],
    "log": [((POSITIVE,), {})],
    "log1p": [((POSITIVE,), {})],
    "log2": [((POSITIVE,), {})],
    "log10": [((POSITIVE,), {})],
    "sin": [((EVERYWHERE,), {})],
    "cos": [((EVERYWHERE,), {})],
    "tan": [((INSIDE,), {})],
    "asin": [((INSIDE,), {})],
    "acos": [((INSIDE,), {})],
    "atan": [((EVERYWHERE,), {})],
    "atan2": [((EVERYWHERE, POSITIVE), {}), ((EVERYWHERE, EVERYWHERE[::-1].copy()), {})],
    "sinh": [((EVERYWHERE,), {})],
    "cosh": [((EVERYWHERE,), {})],
    "tanh": [((EVERYWHERE,), {})],
    "asinh": [((EVERYWHERE,), {})],
    "acosh": [((ABOVE_ONE,), {})],
    "atanh": [((INSIDE,), {})],
    "sigmoid": [((EVERYWHERE,), {})],
    "softplus": [((EVERYWHERE,), {})],
    "erf": [((EVERYWHERE,), {})],
    "normal_cdf": [((EVERYWHERE,), {})],
    "gelu": [((EVERYWHERE,), {})],
    "pow": [((POSITIVE, EVERYWHERE), {})],
    "sum": [((GRID,), {"axes": axes}) for axes in ((), (0,), (1,), (0, 1))],
    "prod": [((x,), {"axes": axes}) for x in (GRID, ZEROS) for axes in ((0,), (1,), (0, 1))],
    "max": [((GRID,), {"axes": axes}) for axes in ((0,), (1,), (0, 1))],
    "min": [((GRID,), {"axes": axes}) for axes in ((0,), (1,), (0, 1))],
    "reshape": [((GRID,), {"shape": (3, 8)}), ((GRID,), {"shape": (24,)})],
    "pad": [
        ((GRID,), {"widths": ((1, 2), (0, 3))}),
        ((GRID,), {"widths": ((0, 0), (2, 1)), "value": 3.0, "steps": (3, 2)}),
    ],
    "view": [
        ((GRID,), {"shape": shape, "terms": terms})
        for shape, terms in (
            ((6, 4), ((0, ((1, 1),)), (0, ((0, 1),)))),  # permuted
            ((4, 2), ((3, ((0, -1),)), (1, ((1, 3),)))),  # flipped, with steps
            ((2, 4, 6), ((0, ((1, 1),)), (0, ((2, 1),)))),  # repeated
            ((4, 4, 3), ((0, ((0, 1),)), (0, ((1, 1), (2, 1))))),  # windows
            ((4, 2, 3), ((0, ((0, 1),)), (0, ((1, 3), (2, 1))))),  # windows side by side
            (
                (4, 2, 2),
                ((0, ((0, 1),)), (0, ((1, 2), (2, 3)))),
            ),  # windows with strides and dilation
            ((2, 2, 2, 3), ((0, ((0, 2), (2, 1))), (5, ((1, -1), (3, -2))))),  # two axes, backwards
            ((4,), ((0, ((0, 1),)), (1, ((0, 1),)))),  # a diagonal
            ((3, 2), ((0, ((0, 1),)), (0, ((0, 1), (1, 2))))),  # windows along a diagonal
            ((), ((2, ()), (3, ()))),  # one element
            ((3,), ((2, ()), (1, ((0, 2),)))),
        )
    ],
    "copysign": [((EVERYWHERE, POSITIVE), {}), ((POSITIVE, EVERYWHERE), {})],
    "cumulative_sum": [((GRID,), LAST), ((GRID,), {"axis": -2})],
    "cumulative_prod": [((GRID,), LAST), ((GRID - GRID[1, 2],), {"axis": -2})],
    "recurrence": [((GRID, GRID[::-1].copy()), LAST), ((GRID, GRID), {"axis": -2})],
    "inverse": [((SQUARE,), {}), ((np.stack([SQUARE, SQUARE.T]),), {})],
    "solve": [((SQUARE, GRID), {})],
    "determinant": [((SQUARE,), {}), ((np.stack([SQUARE, SQUARE.T]),), {})],
    "log_determinant": [((SQUARE,), {})],
    "qr": [((GRID,), {}), ((GRID.T.copy(),), {}), ((SQUARE,), {"complete": True})],
    "svd": [((GRID,), {}), ((GRID.T.copy(),), {})],
    "contract": [
        ((GRID, GRID.T.copy()), {"left": "ik", "right": "kj", "out": "ij"}),
        ((GRID, GRID), {"left": "ik", "right": "jk", "out": "ji"}),
        ((GRID, GRID), {"left": "ij", "right": "ij", "out": ""}),
        ((GRID, EVERYWHERE), {"left": "ij", "right": "k", "out": "kj"}),
        (
            (GRID.reshape(2, 2, 6), GRID.reshape(2, 6, 2)),
            {"left": "bik", "right": "bkj", "out": "bij"},
        ),
    ],
}
FLAT = {"sign", "floor", "ceil", "trunc", "round"}  # a gradient of 0
# Tested below: operands that are not floats, or not free.
MIXED = {
    "where",
    "gather",
    "scatter_add",
    "pseudo_inverse",
    "cholesky",
    "eigh",
    "eig",
    "conj",
    "real",
    "imag",
    "from_parts",
    "fourier",
}
NO_GRADIENT = {
    "floor_divide",
    "stop_gradient",
    "and",
    "or",
    "xor",
    "not",
    "shift_left",
    "shift_right",
    "bitcast",
    "philox",
    "equal",
    "not_equal",
    "less",
    "less_equal",
    "argmax",
    "argmin",
    "argsort",
    "searchsorted",
    "integer_power",
    "data",
    "input",
    "example",
    "ruled",
    "constant",
    "iota",
}


SOURCES = {"data", "input", "example", "constant", "iota"}


def leaf(array):
    """An array as a node of its own."""
    storage = Storage(np.array(array))
    return node(Data(storage, storage.spec))


def total(x, seed):
    """The elements of `x` with weights, as one number."""
    weights = leaf(np.random.default_rng(seed).normal(size=x.shape))
    return apply("sum", combine("multiply", x, weights), axes=tuple(range(len(x.shape))))


def differences(function, arrays, place):
    """The derivative of a number by each element of one array."""
    found = np.zeros_like(arrays[place])
    for index in np.ndindex(found.shape):
        moved = [np.array(x) for x in arrays]
        values = []
        for sign in (1, -1):
            moved[place][index] = arrays[place][index] + sign * STEP
            values.append(function(moved))
        found[index] = (values[0] - values[1]) / (2 * STEP)
    return found


def computed(nodes):
    return [x.array for x in evaluate(nodes, {})]


def check(make, arrays):
    """The first and second gradient of `make`, on both backends, against differences."""

    def loss(values, order):
        leaves = [leaf(x) for x in values]
        found = total(make(*leaves), 0)
        if order == 1:
            return found, leaves
        parts = [g for g in gradients(found, leaves) if g is not None]
        numbers = [total(g, n + 1) for n, g in enumerate(parts)]
        for more in numbers[1:]:
            numbers[0] = combine("add", numbers[0], more)
        return numbers[0], leaves

    def value(values, order):
        with pel.using(backend="reference"):
            return computed([loss(values, order)[0]])[0]

    for order in (1, 2):
        found, leaves = loss(arrays, order)
        nodes = gradients(found, leaves)
        wanted = [
            differences(lambda v, o=order: value(v, o), arrays, i) for i in range(len(arrays))
        ]
        for backend in ("reference", "llvm"):
            with pel.using(backend=backend):
                known = iter(computed([x for x in nodes if x is not None]))
            for x, expected in zip(nodes, wanted, strict=True):
                got = np.zeros_like(expected) if x is None else next(known)
                np.testing.assert_allclose(
                    got, expected, rtol=2e-5, atol=2e-6, err_msg=f"order {order}, {backend}"
                )


def test_every_primitive_has_a_gradient_to_be_tested_or_none():
    assert set(OPS) == set(POINTS) | MIXED | NO_GRADIENT
    assert not set(POINTS) & NO_GRADIENT


CASES = [(name, number) for name, cases in POINTS.items() for number in range(len(cases))]


@pytest.mark.parametrize(("name", "number"), CASES, ids=[f"{a}-{b}" for a, b in CASES])
def test_gradients_are_slopes(name, number):
    arrays, fields = POINTS[name][number]
    check(lambda *x: apply(name, *x, **fields), list(arrays))


def test_the_gradient_of_where_goes_to_the_one_chosen():
    condition = leaf(np.arange(8) % 3 == 0)
    check(lambda x, z: apply("where", condition, x, z), [EVERYWHERE, POSITIVE])


def test_the_gradient_of_gather_adds_rows_up():
    places = leaf(np.array([3, 0, 0, 2, 9, -1]))
    check(lambda x: apply("gather", combine("multiply", x, x), places), [GRID])


def test_the_gradient_of_scatter_add_reads_rows():
    places = leaf(np.array([3, 0, 0, 2]))
    check(lambda x: apply("scatter_add", places, combine("multiply", x, x), rows=5), [GRID])


def halves(x):
    """A matrix and its mirror image, halved and added: symmetric, whatever x is."""
    return (x + transposed(x)) * 0.5


@pytest.mark.parametrize("name", ["cholesky", "eigh"])
def test_the_gradients_of_symmetric_matrices(name):
    check(lambda x: apply(name, halves(x)), [halves_of(SQUARE)])


def halves_of(x):
    return (x + x.T) / 2 + np.eye(len(x))


def test_the_gradient_of_a_pseudo_inverse():
    for x in (GRID, GRID.T.copy()):
        check(lambda x: apply("pseudo_inverse", x, leaf(1e-12)), [x])


def in_the_plane(a, b):
    return apply("from_parts", a, b)


def as_floats(z):
    """Complex numbers as two floats each, with other weights for the imaginary parts."""
    return combine("add", apply("real", z), apply("imag", z) * 1.7)


COMPLEX_FUNCTIONS = {
    "conj": lambda z: apply("conj", z),
    "products": lambda z: z * z + z,
    "quotients": lambda z: z / (z * z + 3.0),
    "exp": lambda z: apply("exp", z),
    "log": lambda z: apply("log", z),
    "sin": lambda z: apply("sin", z),
    "sqrt": lambda z: apply("sqrt", z),
    "tanh": lambda z: apply("tanh", z),
    "pow": lambda z: apply("pow", z, z * 0.2),
    "abs": lambda z: apply("cast", apply("abs", z), dtype=complex128),
    "sign": lambda z: apply("sign", z),
    "fourier": lambda z: apply("fourier", z, axis=-1),
    "its inverse": lambda z: apply("fourier", z, axis=-2, inverse=True),
    "matrix product": lambda z: z @ z,
    "sum": lambda z: apply("sum", z, axes=(0,)),
    "prod": lambda z: apply("prod", z, axes=(1,)),
    "running product": lambda z: apply("cumulative_prod", z, axis=-1),
    "view": lambda z: apply("view", z, shape=(4,), terms=((0, ((0, 1),)), (0, ((0, 1),)))),
    "inverse": lambda z: apply("inverse", z),
    "solve": lambda z: apply("solve", z, z @ z),
    "determinant": lambda z: apply("determinant", z),
    "log_determinant": lambda z: apply("log_determinant", z),
    "cholesky": lambda z: apply("cholesky", z @ adjoint(z)),
    "qr": lambda z: apply("qr", z),
    "pseudo_inverse": lambda z: apply("pseudo_inverse", z, leaf(1e-12)),
    "eigenvalues": lambda z: unpacked(apply("eig", z), ((4,), (4, 4)))[0],
    "eigenvalues of a Hermitian matrix": lambda z: unpacked(
        apply("eigh", z + adjoint(z)), ((4,), (4, 4))
    )[0],
    "singular values": lambda z: unpacked(apply("svd", z), ((4, 4), (4,), (4, 4)))[1],
    "a projection": lambda z: projection(apply("eigh", z + adjoint(z))),
    "a projection by svd": lambda z: projection_by_svd(apply("svd", z)),
    "a projection by eig": lambda z: projection_by_eig(apply("eig", z)),
}


def column(x, place):
    """One column of matrices, as a matrix."""
    return apply("view", x, shape=(4, 1), terms=((0, ((0, 1),)), (place, ((1, 1),))))


def projection(packed):
    """On the last eigenvector: it does not depend on the angle LAPACK chooses for it."""
    v = column(unpacked(packed, ((4,), (4, 4)))[1], 3)
    return v @ adjoint(v)


def projection_by_svd(packed):
    u, _, v = unpacked(packed, ((4, 4), (4,), (4, 4)))
    first = apply("view", v, shape=(1, 4), terms=((0, ((0, 1),)), (0, ((1, 1),))))
    return column(u, 0) @ first


def projection_by_eig(packed):
    v = column(unpacked(packed, ((4,), (4, 4)))[1], 2)
    return v @ adjoint(v)


@pytest.mark.parametrize("name", COMPLEX_FUNCTIONS)
def test_the_gradients_of_complex_numbers(name):
    random = np.random.default_rng(5)
    a, b = SQUARE + np.diag([0.0, 1.0, 2.5, 4.0]), random.normal(size=(4, 4))
    check(lambda a, b: as_floats(COMPLEX_FUNCTIONS[name](in_the_plane(a, b))), [a, b])


def test_the_gradient_of_a_complex_number_points_where_the_result_grows():
    z = pel.Tensor([3.0 + 4.0j], requires_grad=True)
    pel.sum(pel.real(z * pel.conj(z))).backward()
    np.testing.assert_allclose(z.grad.numpy(), [6.0 + 8.0j], rtol=1e-6)


@pytest.mark.parametrize("name", sorted(NO_GRADIENT - SOURCES - {"ruled"}))
def test_no_gradient_flows_through(name):
    takes = getattr(OPS[name], "takes", frozenset({"float"}))
    if "float" not in takes:
        return  # gradients exist of floats only
    fields = {
        "argmax": {"axes": (0,)},
        "argmin": {"axes": (0,)},
        "argsort": {"axis": -1},
        "bitcast": {"dtype": int64},
    }.get(name, {})
    count = 1 if name in {"stop_gradient", "bitcast", "argmax", "argmin", "argsort"} else 2
    x = leaf(EVERYWHERE)
    y = apply(name, *([x] * count), **fields)
    y = y if y.dtype == float64 else apply("cast", y, dtype=float64)
    assert gradients(y, [x]) == [None]


def test_only_floats_have_gradients():
    x = leaf(np.arange(3))
    with pytest.raises(DTypeError, match="floats only"):
        gradients(x, [x])


def test_a_cast_to_integers_stops_the_gradient():
    x = leaf(EVERYWHERE)
    y = apply("cast", apply("cast", x, dtype=bool_), dtype=float64)
    assert gradients(y, [x]) == [None]


def test_the_product_of_the_others_where_one_is_zero():
    x = np.array([[2.0, 0.0, 3.0], [0.0, 0.0, 5.0], [1.0, 2.0, 4.0]])
    slope = pel.grad(lambda v: v.prod(axis=1).sum())(x)
    np.testing.assert_array_equal(slope.numpy(), [[0, 6, 0], [0, 0, 0], [8, 4, 2]])


@pytest.mark.parametrize("backend", ["reference", "llvm"])
def test_the_gradient_of_an_extreme_goes_to_the_first_of_equals(backend):
    x = np.array([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]], np.float32)
    with pel.using(backend=backend):
        for function in (pel.max, pel.min):
            place = {pel.max: [1, 0], pel.min: [0, 0]}[function]
            found = pel.grad(lambda v, f=function: f(v, axis=1).sum())(x).numpy()
            np.testing.assert_array_equal(found, np.eye(3)[place])
        everywhere = pel.grad(lambda v: v.max())(x).numpy()
        np.testing.assert_array_equal(everywhere, [[0, 1, 0], [0, 0, 0]])


def test_the_larger_of_equals_shares_its_gradient():
    x = np.array([1.0, 2.0, 3.0], np.float32)
    z = np.array([1.0, 5.0, 0.0], np.float32)
    left, right = pel.grad(lambda a, b: pel.maximum(a, b).sum(), argnums=(0, 1))(x, z)
    assert (left.tolist(), right.tolist()) == ([0.5, 0.0, 1.0], [0.5, 1.0, 0.0])


@pytest.mark.parametrize(
    "relu", [lambda x: pel.maximum(x, 0), lambda x: pel.maximum(0, x), pel.relu]
)
def test_a_rectifier_is_flat_at_zero(relu):
    assert pel.grad(lambda x: relu(x).sum())(np.array([-1.0, 0.0, 2.0], np.float32)).tolist() == [
        0,
        0,
        1,
    ]


def test_powers_of_zero_have_a_slope():
    x = np.zeros(2, np.float32)
    for exponent in (0, 1, 2, 2.5, 3):
        found = pel.grad(lambda v, e=exponent: (v**e).sum())(x).tolist()
        assert found == [float(exponent == 1)] * 2, exponent


def test_what_is_read_twice_gets_both_gradients():
    x = np.array([2.0, 3.0])
    assert pel.grad(lambda v: (v * v + v).sum())(x).tolist() == [5.0, 7.0]
    assert pel.grad(pel.grad(lambda v: (v**3).sum() + 0.0))(2.0).item() == 12.0


def test_the_gradient_of_nothing_is_nothing():
    x = np.zeros((0, 3), np.float32)
    assert pel.grad(lambda v: (v * 2).sum())(x).shape == (0, 3)


def test_a_thousand_steps_down_a_graph():
    def chain(x):
        for _ in range(1000):
            x = x * 1.001
        return x

    assert pel.grad(chain)(np.float64(1.0)).item() == pytest.approx(1.001**1000)
