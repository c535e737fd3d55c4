"""Vector maths against more exact values: errors in ulp, and the special cases."""

import itertools
import math

import ml_dtypes
import numpy as np
import pytest

from pellucid.backends.llvm.builder import Function, Module
from pellucid.backends.llvm.host import host
from pellucid.backends.llvm.vectormath import FUNCTIONS
from pellucid.compiler.index import Affine, Symbol, variable
from pellucid.core.dtypes import bfloat16, float32, float64, int32
from pellucid.core.errors import DTypeError


def share_below(x):
    """The share of a normal distribution below x: by a series near 0, a continued fraction far."""
    near, far = np.minimum(abs(x), 2.5), np.maximum(abs(x), 2.5)
    term, series, fraction = near, near, far
    for k in range(1, 60):
        term = term * near * near / (2 * k + 1)
        series = series + term
    for k in range(150, 0, -1):
        fraction = far + k / fraction
    density = np.exp(-x * x / 2) / np.sqrt(8 * np.arctan(x.dtype.type(1)))
    beyond = np.where(abs(x) > 2.5, density / fraction, 0.5 - density * series)
    return np.where(x < 0, beyond, 1 - beyond)


LONG = np.finfo(np.longdouble).nmant > 52  # is there a type to compare float64 with?
# Largest error in ulp, in float32 and in float64, as measured on millions of arguments.
BOUNDS = {
    "exp": (1.03, 1.03), "exp2": (0.95, 0.98), "expm1": (1.65, 2.3), "sigmoid": (1.66, 1.66),
    "softplus": (1.6, 2.1), "log": (0.93, 1.3), "log2": (1.45, 1.6), "log10": (1.55, 1.7),
    "log1p": (1.5, 1.8), "tanh": (1.4, 2.7), "sinh": (1.7, 1.7), "cosh": (1.4, 1.4),
    "asinh": (0.51, 2.2), "acosh": (0.51, 2.7), "atanh": (1.1, 2.5), "sin": (1.6, 1.6),
    "cos": (1.6, 1.6), "tan": (0.51, 3.5), "asin": (1.8, 2.0), "acos": (1.2, 1.2),
    "atan": (1.5, 1.8), "erf": (1.15, 2.1), "atan2": (1.6, 1.6), "pow": (0.51, 1.1),
    "normal_cdf": (1.8, 1.8), "gelu": (1.96, 2.3),
}  # fmt: skip
BY_PYTHON = {"erf"}  # the exact values are slow, and float64
ONE = [name for name in BOUNDS if name not in {"atan2", "pow"}]
NUMPY = {
    "asin": np.arcsin, "acos": np.arccos, "atan": np.arctan, "asinh": np.arcsinh,
    "acosh": np.arccosh, "atanh": np.arctanh, "atan2": np.arctan2, "pow": np.power,
    "erf": np.vectorize(math.erf, otypes=[float]),
    "normal_cdf": share_below, "gelu": lambda x: np.maximum(x, -99) * share_below(x),
    "sigmoid": lambda x: np.where(x < 0, np.exp(-abs(x)), 1) / (1 + np.exp(-abs(x))),
    "softplus": lambda x: np.maximum(x, 0) + np.log1p(np.exp(-abs(x))),
}  # fmt: skip
SPECIAL = [
    0.0, 1.0, 0.5, 2.0, 10.0, 88.72, 88.73, 103.9, 104.1, 128.0, 149.5, 150.5, 709.78, 709.79,
    745.1, 745.2, 1.5707964, 3.1415927, 1e-3, 1e-45, 1e-40, 1.1754944e-38, 3.4e38, 5e-324,
    1e-310, 1e300, math.inf,
]  # fmt: skip


@pytest.fixture(scope="module")
def native(compiled):
    """Gives a function of vector maths as one of arrays."""

    def make(name, dtype, lanes=16, arity=1, features=frozenset()):
        """`lanes` = 1: scalars."""
        i = Symbol("i", 0, 2**40)

        def build(f):
            lane = Symbol("lane", 0, f.lanes - 1, is_lane=True)
            place = variable(i) * f.lanes + variable(lane) if f.lanes > 1 else variable(i)

            def body(_):
                operands = [f.load(f"%a{k}", place, dtype) for k in range(arity)]
                f.store(f.call(name, *operands), f"%a{arity}", place)

            f.loop(i, 0, "%n0", [], body)

        function = compiled(build, arity + 1, lanes, 1, features)

        def call(*arrays):
            size = len(arrays[0])
            padded = [np.resize(x, size + -size % lanes) for x in arrays]
            out = np.zeros_like(padded[0])
            function(*padded, out, len(out) // lanes)
            return out[:size]

        return call

    return make


def exact(name, *operands):
    """The value in a type with more digits, where there is one."""
    wide = np.float64 if operands[0].dtype == np.float32 or name in BY_PYTHON else np.longdouble
    with np.errstate(all="ignore"):
        return NUMPY.get(name, getattr(np, name, None))(*(x.astype(wide) for x in operands))


def errors(got, want):
    """The distance of each number from its exact value, in units in the last place."""
    with np.errstate(all="ignore"):
        nearest = want.astype(got.dtype)
        last_place = np.spacing(abs(nearest)).astype(want.dtype)
        found = abs(got.astype(want.dtype) - want) / last_place
        same = (got == nearest) | (np.isnan(got) & np.isnan(nearest))
        largest = np.finfo(got.dtype).max
        # infinite, or the largest number, within a rounding of where one becomes the other
        edge = (abs(want) > largest * (1 - 1e-6)) & (abs(got) >= largest * (1 - 1e-6))
    return np.where(same & ~np.isfinite(found), 0, np.where(edge, 0, found))


def arguments(dtype, count, seed=0):
    """Numbers of every size, of ordinary size, near 1, and the special ones."""
    generator = np.random.default_rng(seed)
    integer = np.uint32 if dtype is float32 else np.uint64
    bits = generator.integers(0, np.iinfo(integer).max, count, integer, endpoint=True)
    ordinary = generator.normal(size=count) * np.exp(generator.uniform(-3, 5, count))
    near_1 = 1 + generator.normal(size=count) * np.exp2(generator.uniform(-24, 0, count))
    with np.errstate(all="ignore"):
        special = np.array([*SPECIAL, *(-x for x in SPECIAL), math.nan])
        parts = (bits.view(dtype.numpy), ordinary, near_1, special)
        return np.concatenate([x.astype(dtype.numpy) for x in parts])


def check(name, dtype, got, want, *operands):
    bound = BOUNDS[name][dtype is float64]
    if dtype is float64 and (not LONG or name in BY_PYTHON):
        bound += 1  # the values compared with are rounded themselves
    found = errors(got, want)
    worst = int(np.argmax(np.where(np.isnan(found), np.inf, found)))
    given = [x[worst] for x in operands]
    assert found[worst] <= bound, f"{name}{given}: {got[worst]!r}, not {want[worst]!r}"


@pytest.mark.parametrize("dtype", [float32, float64], ids=str)
@pytest.mark.parametrize("name", ONE)
def test_errors_stay_within_the_bounds_stated(name, dtype, native):
    x = arguments(dtype, 5_000 if name in BY_PYTHON else 60_000)
    want = exact(name, x)
    got = native(name, dtype)(x)
    check(name, dtype, got, want, x)
    with np.errstate(all="ignore"):
        nearest = want.astype(got.dtype)
    zeros = (nearest == 0) & (got == 0)
    np.testing.assert_array_equal(np.signbit(got[zeros]), np.signbit(nearest[zeros]))


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in ONE if name not in BY_PYTHON])
def test_errors_stay_within_the_bounds_all_over_float32(name, native):
    function = native(name, float32)
    for start in range(0, 2**32, 2**29):
        bits = np.arange(start, start + 2**29, 101, dtype=np.uint64).astype(np.uint32)
        x = bits.view(np.float32)
        check(name, float32, function(x), exact(name, x), x)


@pytest.mark.parametrize("dtype", [float32, float64], ids=str)
@pytest.mark.parametrize("name", BOUNDS)
def test_every_width_gives_the_same_bits(name, dtype, native):
    arity = 2 if name in {"atan2", "pow"} else 1
    x = [arguments(dtype, 700, seed) for seed in range(arity)]
    want = native(name, dtype, arity=arity)(*x)
    for lanes in (1, 4, 8):
        got = native(name, dtype, lanes, arity)(*x)
        np.testing.assert_array_equal(got, want, f"{lanes} lanes")


def power_of(x, y):
    """C's pow, where Python raises."""
    try:
        return math.pow(x, y)
    except OverflowError:
        return -math.inf if x < 0 and y % 2 == 1 else math.inf
    except ValueError:
        if x != 0:
            return math.nan
        return math.copysign(math.inf, x) if y % 2 == 1 else math.inf


@pytest.mark.parametrize("dtype", [float32, float64], ids=str)
@pytest.mark.parametrize(("name", "reference"), [("pow", power_of), ("atan2", math.atan2)])
def test_zeros_infinities_and_whole_exponents_are_as_in_c(name, reference, dtype, native):
    tiny, huge, whole = (1e-45, 1e30, 2.0**24) if dtype is float32 else (5e-324, 1e300, 2.0**53)
    sizes = [0.0, 1.0, 0.5, 2.0, 3.0, 1.5, 7.0, tiny, huge, whole - 1, whole, math.inf]
    values = [math.nan, *sizes, *(-x for x in sizes), 1 + 2 / whole, 1 - 1 / whole]
    pairs = np.array(list(itertools.product(values, values))).astype(dtype.numpy)
    x, y = pairs[:, 0].copy(), pairs[:, 1].copy()
    got = native(name, dtype, arity=2)(x, y)
    wide = np.array([reference(a, b) for a, b in pairs.astype(float).tolist()])
    with np.errstate(all="ignore"):
        want = wide.astype(dtype.numpy)
    ends = (want == 0) | ~np.isfinite(want) | (abs(want) == 1)
    np.testing.assert_array_equal(got[ends], want[ends])
    numbers = ends & ~np.isnan(want)
    np.testing.assert_array_equal(np.signbit(got[numbers]), np.signbit(want[numbers]))
    np.testing.assert_allclose(got[~ends], want[~ends], rtol=4 * np.finfo(dtype.numpy).eps)


@pytest.mark.parametrize("dtype", [float32, float64], ids=str)
def test_powers_stay_within_the_bound_over_the_whole_range_of_results(dtype, native):
    generator = np.random.default_rng(3)
    largest = 127 if dtype is float32 else 1020
    near_1 = abs(1 + generator.normal(size=60_000) * np.exp2(generator.uniform(-30, -1, 60_000)))
    x = np.concatenate([np.exp2(generator.uniform(-largest, largest, 60_000)), near_1])
    y = generator.uniform(-1.05, 1.05, len(x)) * largest / np.log2(x)
    y[~np.isfinite(y)] = 1
    x, y = x.astype(dtype.numpy), y.astype(dtype.numpy)
    check("pow", dtype, native("pow", dtype, arity=2)(x, y), exact("pow", x, y), x, y)


@pytest.mark.parametrize("dtype", [float32, float64], ids=str)
def test_angles_of_points_stay_within_the_bound(dtype, native):
    generator = np.random.default_rng(4)
    scale = np.exp2(generator.uniform(-20, 20, (2, 60_000)))
    y, x = (generator.normal(size=(2, 60_000)) * scale).astype(dtype.numpy)
    check("atan2", dtype, native("atan2", dtype, arity=2)(y, x), exact("atan2", y, x), y, x)


# Sine, cosine and tangent from 500-digit arithmetic; the third argument is the float64 that comes
# nearest to a multiple of pi/2.
ANGLES = {
    1e22: (-0.8522008497671888, 0.523214785395139, -1.6287782256068988),
    2.0**1023: (0.563127779850884, -0.826369834614148, -0.6814476476066215),
    6381956970095103.0 * 2.0**797: (1.0, -4.687165924254628e-19, -2.133485385753704e18),
}


@pytest.mark.parametrize("lanes", [1, 4, 16])
@pytest.mark.parametrize(("number", "name"), [(0, "sin"), (1, "cos"), (2, "tan")])
def test_angles_of_any_size_are_reduced_exactly(number, name, lanes, native):
    x = np.array([*ANGLES, *(-x for x in ANGLES), math.inf, 1.0])
    sign = 1 if name == "cos" else -1
    values = [row[number] for row in ANGLES.values()]
    want = np.array([*values, *(sign * v for v in values), math.nan, getattr(math, name)(1.0)])
    np.testing.assert_allclose(native(name, float64, lanes)(x), want, rtol=4 * 2.0**-52)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_bfloat16_is_float32_rounded(name, native):
    arity = 2 if name in {"atan2", "pow"} else 1
    every = np.arange(2**16, dtype=np.uint16).view(ml_dtypes.bfloat16)
    x = [every, every[::-1].copy()][:arity]
    wide = native(name, float32, arity=arity)(*(v.astype(np.float32) for v in x))
    with np.errstate(all="ignore"):
        want = wide.astype(ml_dtypes.bfloat16).astype(np.float32)
    got = native(name, bfloat16, arity=arity)(*x).astype(np.float32)
    np.testing.assert_array_equal(got, want)


@pytest.mark.parametrize("name", BOUNDS)
def test_a_nan_with_digits_of_its_own_stays_nan(name, native):
    arity = 2 if name in {"atan2", "pow"} else 1
    quiet = np.uint32(0x7FC00000) + np.arange(1, 2**22, 4099, dtype=np.uint32)
    x = np.concatenate([quiet, quiet | np.uint32(0x80000000)]).view(np.float32)
    assert np.isnan(native(name, float32, arity=arity)(*[x] * arity)).all()


@pytest.mark.skipif(not host().has("avx512f"), reason="the processor has no AVX-512")
@pytest.mark.parametrize("name", ["exp", "exp2", "sigmoid", "softplus", "cosh"])
def test_the_instruction_for_scaling_gives_the_same_bits(name, native):
    x = arguments(float32, 100_000)
    short = native(name, float32, features=frozenset({"avx512f"}))
    np.testing.assert_array_equal(short(x), native(name, float32)(x))


def test_what_vector_maths_does_not_have_is_refused():
    f = Function(Module(), "f", [])
    with pytest.raises(DTypeError, match="no gamma"):
        f.call("gamma", f.constant(1, float32))
    with pytest.raises(DTypeError, match="no exp of int32"):
        f.call("exp", f.constant(1, int32))


EXP = """\
  %v1 = load <4 x float>, ptr %a0, align 4
  %v2 = fcmp ogt <4 x float> splat (float 0xC05A000000000000), %v1
  %v3 = select <4 x i1> %v2, <4 x float> splat (float 0xC05A000000000000), <4 x float> %v1
  %v4 = fcmp olt <4 x float> splat (float 0x4056400000000000), %v3
  %v5 = select <4 x i1> %v4, <4 x float> splat (float 0x4056400000000000), <4 x float> %v3
  %v6 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v5, """


def test_the_text_of_exp_begins_with_the_range_and_the_exponent(written, lane_of):
    def build(f):
        place = lane_of(f) + Affine()
        f.store(f.call("exp", f.load("%a0", place, float32)), "%a0", place)

    text = written(build, 1, lanes=4)
    assert EXP in text
    assert text.count("@llvm.fma.v4f32(") == 8 + 1  # one of them is the declaration
