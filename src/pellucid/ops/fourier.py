"""The discrete Fourier transform, without a scale; every other transform is made of it."""

import numpy as np

from pellucid.graph import apply
from pellucid.ops.host import HostCall, refuse_kinds


class Fourier(HostCall, name="fourier"):
    """The sum over n of x[n] exp(-2 pi i k n / N), for each k, along `axis` counted from the end.

    `inverse` turns the sign of the exponent. The matrix of either is symmetric, so the gradient is
    the transform itself.
    """

    axis: int
    inverse: bool = False

    def infer(self, x):
        refuse_kinds(self.name, x, frozenset({"complex"}))
        return x

    def reference(self, x):
        if not x.size:
            return x
        if self.inverse:
            return np.fft.ifft(x, axis=self.axis, norm="forward").astype(x.dtype)
        return np.fft.fft(x, axis=self.axis).astype(x.dtype)

    def gradient(self, g, y, x):
        return (apply("fourier", g, axis=self.axis, inverse=self.inverse),)
