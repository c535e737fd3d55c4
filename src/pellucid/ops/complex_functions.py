"""Functions of complex numbers where NumPy's differ at infinity, or in the sign of a zero, from the
tables of the array API standard, which are those of C99's annex G.
"""

import numpy as np


def joined(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """a + ib of two arrays of floats, as they are: i times infinity would be NaN."""
    found = np.empty(a.shape, np.result_type(a.dtype, np.complex64))
    found.real, found.imag = a, b
    return found


def expm1(z: np.ndarray) -> np.ndarray:
    """exp(z) - 1; near 0 without the loss of digits, as

    expm1(a) cos(b) - 2 sin(b / 2)**2 + i exp(a) sin(b).
    """
    wide = z.astype(np.complex128)
    a, b = wide.real, wide.imag
    near = joined(
        np.expm1(a) * np.cos(b) - 2 * np.sin(b / 2) ** 2 + 0.0,  # never -0
        np.exp(a) * np.sin(b),
    )
    return np.where(np.isfinite(wide) & np.isfinite(near), near, np.exp(wide) - 1).astype(z.dtype)


def tanh(z: np.ndarray) -> np.ndarray:
    """The hyperbolic tangent. Far out it is 1 or -1, plus a zero with the sign of the imaginary
    part; NumPy's zero has the sign of sin(2b).
    """
    far = np.isinf(z.real) & np.isfinite(z.imag)
    limit = joined(np.copysign(np.ones_like(z.real), z.real), np.copysign(0, z.imag))
    return np.where(far, limit, np.tanh(z))


def tan(z: np.ndarray) -> np.ndarray:
    """The tangent, -i tanh(iz)."""
    turned = tanh(joined(-z.imag, z.real))
    return joined(turned.imag, -turned.real)
