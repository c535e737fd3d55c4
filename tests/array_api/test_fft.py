"""The `fft` extension."""

import numpy as np
import pytest
from hypothesis import assume, strategies as st

import pellucid as pel
from pellucid import fft

NORMS = ("backward", "ortho", "forward")


def close(laws, found, wanted, x):
    laws.assert_same(found, wanted, ulp=64, scale=max(laws.scale_of(x), 1e-3))


def narrow(wanted, x):
    """NumPy's result in the precision of the operand."""
    parts = np.dtype(
        "float32" if x.dtype.itemsize == (8 if x.dtype.kind == "c" else 4) else "float64"
    )
    return wanted.astype(parts if wanted.dtype.kind == "f" else np.result_type(parts, np.complex64))


@pytest.mark.parametrize("name", ["fft", "ifft", "rfft", "irfft", "hfft", "ihfft"])
def test_along_one_axis(name, laws, examples):
    dtypes = laws.FLOATS if name in {"rfft", "ihfft"} else laws.COMPLEX

    @laws.holds(
        examples, laws.tame(dtypes), st.none() | st.integers(1, 9), laws.seen(NORMS), st.data()
    )
    def check(x, n, norm, data):
        assume(x.ndim and x.size)
        axis = data.draw(laws.axes_of(x.shape))
        assume(n or name not in {"irfft", "hfft"} or x.shape[axis] > 1)
        options = {"n": n, "axis": axis, "norm": norm}
        wanted = narrow(getattr(np.fft, name)(x, **options), x)
        close(laws, getattr(fft, name)(laws.tensor(x), **options), wanted, x)


@pytest.mark.parametrize("name", ["fftn", "ifftn", "rfftn", "irfftn"])
def test_along_several_axes(name, laws, examples):
    dtypes = laws.FLOATS if name == "rfftn" else laws.COMPLEX

    @laws.holds(examples, laws.tame(dtypes), laws.seen(NORMS), st.booleans(), st.data())
    def check(x, norm, sized, data):
        assume(x.ndim and x.size)
        axes = data.draw(st.none() | st.permutations(range(x.ndim)).map(tuple))
        sizes = None
        if sized and axes:
            sizes = tuple(data.draw(st.integers(1, 5)) for _ in axes)
        last = x.shape[axes[-1] if axes else -1]
        assume(sizes or name != "irfftn" or last > 1)
        options = {"s": sizes, "axes": axes, "norm": norm}
        wanted = narrow(getattr(np.fft, name)(x, **options), x)
        close(laws, getattr(fft, name)(laws.tensor(x), **options), wanted, x)


def test_frequencies(laws, examples):
    @laws.holds(examples, st.integers(1, 40), st.floats(0.01, 100), laws.seen((None, *laws.FLOATS)))
    def check(n, d, dtype):
        for name in ("fftfreq", "rfftfreq"):
            wanted = getattr(np.fft, name)(n, d).astype(dtype or "float32")
            found = getattr(fft, name)(n, d=d, dtype=dtype, device="cpu")
            laws.assert_same(found, wanted, ulp=2)


def test_shifts(laws, examples):
    @laws.holds(examples, laws.arrays(laws.INEXACT), st.data())
    def check(x, data):
        assume(x.ndim)
        axes = data.draw(laws.several_axes(x.shape))
        for name in ("fftshift", "ifftshift"):
            laws.assert_same(
                getattr(fft, name)(laws.tensor(x), axes=axes), getattr(np.fft, name)(x, axes)
            )


def test_there_and_back_in_a_compiled_function():
    x = np.random.default_rng(0).normal(size=(3, 8)).astype(np.float32)
    back = pel.compile(lambda v: fft.irfft(fft.rfft(v), n=8))(x)
    np.testing.assert_allclose(back.numpy(), x, rtol=1e-5, atol=1e-6)


def test_the_gradient_of_a_power_spectrum():
    x = pel.Tensor(np.array([1.0, -2.0, 0.5, 3.0]), requires_grad=True)
    spectrum = fft.rfft(x)
    pel.sum(pel.abs(spectrum) ** 2).backward()
    full = np.fft.fft(x.numpy())
    full[3] = 0  # what rfft leaves out
    wanted = 2 * np.real(np.fft.fft(np.conj(full)))
    np.testing.assert_allclose(x.grad.numpy(), wanted, rtol=1e-12)


@pytest.mark.parametrize(
    "call",
    [
        lambda: fft.fft(pel.ones((4,), dtype="int64")),
        lambda: fft.rfft(pel.ones((4,), dtype="complex64")),
        lambda: fft.ihfft(pel.ones((4,), dtype="complex64")),
        lambda: fft.fftfreq(4, dtype="int64"),
    ],
)
def test_dtypes_that_are_refused(call):
    with pytest.raises(TypeError):
        call()


def test_arguments_that_are_refused():
    x = pel.ones((4,))
    with pytest.raises(ValueError, match="norm"):
        fft.fft(x, norm="half")
    with pytest.raises(ValueError, match="at least one"):
        fft.fft(x, n=0)
    with pytest.raises(IndexError):
        fft.fft(x, axis=1)
    with pytest.raises(ValueError, match="one size"):
        fft.fftn(x, s=(2, 2), axes=(0,))
