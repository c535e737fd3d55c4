"""Functions of complex numbers at infinity, at NaN and at zeros of either sign, as the standard's
tables have them.
"""

import math
from itertools import product

import numpy as np
import pytest

import pellucid as pel

INF, NAN, ANY = math.inf, math.nan, "either sign"

# What the parts of f(a + ib) are, in the upper half plane; the lower one mirrors it.
EXPM1 = [
    ((0.0, 0.0), (0.0, 0.0)),
    ((-0.0, 0.0), (0.0, 0.0)),
    ((1.5, INF), (NAN, NAN)),
    ((1.5, NAN), (NAN, NAN)),
    ((INF, 0.0), (INF, 0.0)),
    ((INF, 2.0), (-INF, INF)),  # infinity in the direction of cos 2 + i sin 2
    ((INF, INF), ((INF, ANY), NAN)),
    ((INF, NAN), ((INF, ANY), NAN)),
    ((-INF, 0.0), (-1.0, 0.0)),
    ((-INF, 2.0), (-1.0, 0.0)),
    ((-INF, INF), (-1.0, (0.0, ANY))),
    ((-INF, NAN), (-1.0, (0.0, ANY))),
    ((NAN, 0.0), (NAN, 0.0)),
    ((NAN, 2.0), (NAN, NAN)),
    ((NAN, NAN), (NAN, NAN)),
]
TANH = [
    ((0.0, 0.0), (0.0, 0.0)),
    ((-0.0, 0.0), (-0.0, 0.0)),
    ((0.0, INF), (0.0, NAN)),
    ((0.0, NAN), (0.0, NAN)),
    ((1.5, INF), (NAN, NAN)),
    ((1.5, NAN), (NAN, NAN)),
    ((INF, 0.0), (1.0, 0.0)),
    ((INF, 1.0), (1.0, 0.0)),
    ((INF, 2.0), (1.0, 0.0)),  # though sin 4 is below 0
    ((-INF, 2.0), (-1.0, 0.0)),
    ((INF, INF), (1.0, (0.0, ANY))),
    ((INF, NAN), (1.0, (0.0, ANY))),
    ((NAN, 0.0), (NAN, 0.0)),
    ((NAN, 2.0), (NAN, NAN)),
    ((NAN, NAN), (NAN, NAN)),
]


def assert_part(found, wanted):
    wanted, free = wanted if isinstance(wanted, tuple) else (wanted, None)
    if math.isnan(wanted):
        assert math.isnan(found)
    elif free:
        assert abs(found) == wanted
    else:
        assert (found, math.copysign(1, found)) == (wanted, math.copysign(1, wanted))


@pytest.mark.parametrize("dtype", ["complex64", "complex128"])
@pytest.mark.parametrize(("name", "table"), [("expm1", EXPM1), ("tanh", TANH)])
def test_values_of_the_table(name, table, dtype):
    numbers = np.array([complex(a, b) for (a, b), _ in table], dtype)
    for z, sign in ((numbers, 1), (np.conj(numbers), -1)):
        found = getattr(pel, name)(pel.asarray(z)).numpy()
        assert found.dtype == dtype
        for value, (_, (real, imag)) in zip(found.tolist(), table, strict=True):
            assert_part(value.real, real)
            assert_part(sign * value.imag, imag)


@pytest.mark.parametrize("dtype", ["complex64", "complex128"])
def test_the_tangent_is_the_hyperbolic_one_turned(dtype):
    special = (0.0, -0.0, 0.5, -2.0, INF, -INF, NAN)
    z = np.array([complex(a, b) for a, b in product(special, special)], dtype)
    turned = np.array([complex(-b, a) for a, b in product(special, special)], dtype)
    found, other = pel.tan(pel.asarray(z)).numpy(), pel.tanh(pel.asarray(turned)).numpy()
    np.testing.assert_array_equal(found.real, other.imag)
    np.testing.assert_array_equal(found.imag, -other.real)
    signs = np.signbit(found.real) == np.signbit(other.imag)
    assert signs[~np.isnan(found.real)].all()


@pytest.mark.parametrize("dtype", ["complex64", "complex128"])
def test_expm1_keeps_its_digits_near_zero(dtype):
    z = np.array([1e-9 + 2e-9j, -3e-12j, 1e-30 + 0j, 80 + 1j], dtype)
    wide = z.astype(np.complex128)
    wanted = wide + wide**2 / 2 + wide**3 / 6
    wanted[-1] = np.exp(wide[-1]) - 1
    found = pel.expm1(pel.asarray(z)).numpy()
    np.testing.assert_allclose(found, wanted, rtol=4 * np.finfo(dtype).eps)


def test_expm1_beyond_the_largest_number():
    assert pel.expm1(pel.asarray(800 + 0j, dtype="complex128")).item() == complex(INF, 0)
