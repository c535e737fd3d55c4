"""Discrete Fourier transforms, on nodes. Each is one transform of complex numbers, with what is put
in front of it, behind it and as a factor.
"""

import math
from collections.abc import Callable, Sequence

from pellucid.core.dtypes import as_dtype, bfloat16, float32
from pellucid.core.errors import ArgumentError, DTypeError
from pellucid.graph import Node, apply
from pellucid.graph.node import scalar
from pellucid.tensor.nodes.compose import cast, check_device, normal_axis
from pellucid.tensor.nodes.creation import arange
from pellucid.tensor.nodes.elementwise import where
from pellucid.tensor.nodes.manipulation import concat, flip, pad, roll, slice_axis
from pellucid.tensor.nodes.parts import conj, real


def scale(n: int, norm: str, *, inverse: bool) -> float:
    """The factor of a transform of n numbers."""
    if norm not in {"backward", "ortho", "forward"}:
        raise ArgumentError(
            f"there is no norm {norm!r}", fix="use 'backward', 'ortho' or 'forward'"
        )
    if norm == "ortho":
        return 1 / math.sqrt(n)
    return 1 / n if (norm == "backward") == inverse else 1.0


def as_complex(name: str, x: Node) -> Node:
    """x as complex numbers."""
    if not x.dtype.is_inexact:
        raise DTypeError(
            f"{name} is defined for floats and complex numbers", given=str(x.spec),
            fix="convert to float32 with astype",
        )  # fmt: skip
    return cast(cast(x, float32) if x.dtype == bfloat16 else x, x.dtype.complex)


def as_real(name: str, x: Node) -> Node:
    """x, which must not be complex."""
    if not x.dtype.is_float:
        raise DTypeError(f"{name} is defined for floats", given=str(x.spec), fix="take real(x)")
    return x


def fitted(x: Node, n: int | None, axis: int) -> Node:
    """x with n elements along an axis: cut off, or zeros put behind."""
    if n is None or n == x.shape[axis]:
        return x
    if n < x.shape[axis]:
        return slice_axis(x, axis, slice(0, n))
    widths = [(0, n - x.shape[axis] if a == axis else 0) for a in range(len(x.shape))]
    return pad(x, widths)


def transform(name: str, x: Node, n: int | None, axis: int, norm: str, *, inverse: bool) -> Node:
    """The transform of complex numbers along an axis, in or out."""
    x = as_complex(name, x)
    place = normal_axis(name, axis, len(x.shape))
    size = x.shape[place] if n is None else n
    if size < 1:
        raise ArgumentError(f"{name}: a transform has at least one number", given=str(size))
    found = apply("fourier", fitted(x, n, place), axis=place - len(x.shape), inverse=inverse)
    factor = scale(size, norm, inverse=inverse)
    return found if factor == 1 else found * factor


def fft(x: Node, /, *, n: int | None = None, axis: int = -1, norm: str = "backward") -> Node:
    """The Fourier transform along an axis; `n` cuts it off or puts zeros behind."""
    return transform("fft", x, n, axis, norm, inverse=False)


def ifft(x: Node, /, *, n: int | None = None, axis: int = -1, norm: str = "backward") -> Node:
    """The inverse Fourier transform along an axis."""
    return transform("ifft", x, n, axis, norm, inverse=True)


def rfft(x: Node, /, *, n: int | None = None, axis: int = -1, norm: str = "backward") -> Node:
    """The half of the Fourier transform of real numbers that tells the whole."""
    found = fft(as_real("rfft", x), n=n, axis=axis, norm=norm)
    place = normal_axis("rfft", axis, len(x.shape))
    return slice_axis(found, place, slice(0, found.shape[place] // 2 + 1))


def irfft(x: Node, /, *, n: int | None = None, axis: int = -1, norm: str = "backward") -> Node:
    """The real numbers, `n` of them, whose transform `x` is one half of."""
    place = normal_axis("irfft", axis, len(x.shape))
    size = 2 * (x.shape[place] - 1) if n is None else n
    if size < 1:
        raise ArgumentError("irfft: a transform has at least one number", given=str(size))
    half = fitted(as_complex("irfft", x), size // 2 + 1, place)
    mirrored = slice_axis(half, place, slice(1, (size + 1) // 2))
    parts = [half, flip(conj(mirrored), axis=place)]
    return real(ifft(concat(parts, axis=place), axis=place, norm=norm))


SWAPPED = {"backward": "forward", "ortho": "ortho", "forward": "backward"}


def hfft(x: Node, /, *, n: int | None = None, axis: int = -1, norm: str = "backward") -> Node:
    """The transform, real, of numbers of which `x` is one half and the other is its mirror image,
    conjugate.
    """
    return irfft(conj(as_complex("hfft", x)), n=n, axis=axis, norm=SWAPPED.get(norm, norm))


def ihfft(x: Node, /, *, n: int | None = None, axis: int = -1, norm: str = "backward") -> Node:
    """The half of the inverse transform of real numbers that tells the whole."""
    return conj(rfft(as_real("ihfft", x), n=n, axis=axis, norm=SWAPPED.get(norm, norm)))


def over_axes(
    name: str,
    x: Node,
    sizes: Sequence[int] | None,
    axes: Sequence[int] | None,
) -> list[tuple[int | None, int]]:
    """The size and the axis of each transform, one after another."""
    if axes is None:
        count = len(x.shape) if sizes is None else len(sizes)
        axes = range(len(x.shape) - count, len(x.shape))
    places = [normal_axis(name, a, len(x.shape)) for a in axes]
    wanted: Sequence[int | None] = [None] * len(places) if sizes is None else list(sizes)
    if len(wanted) != len(places):
        raise ArgumentError(f"{name}: one size is needed for each axis", given=f"{sizes}, {axes}")
    if len(set(places)) != len(places):
        raise ArgumentError(f"{name}: an axis stands twice", given=str(axes))
    return list(zip((None if n == -1 else n for n in wanted), places, strict=True))


def repeated(function: Callable[..., Node], x: Node, turns: Sequence, norm: str) -> Node:
    """A transform along one axis after another."""
    for n, axis in turns:
        x = function(x, n=n, axis=axis, norm=norm)
    return x


def fftn(
    x: Node,
    /,
    *,
    s: Sequence[int] | None = None,
    axes: Sequence[int] | None = None,
    norm: str = "backward",
) -> Node:
    """The Fourier transform along several axes, all by default; `s` are sizes."""
    return repeated(fft, as_complex("fftn", x), over_axes("fftn", x, s, axes)[::-1], norm)


def ifftn(
    x: Node,
    /,
    *,
    s: Sequence[int] | None = None,
    axes: Sequence[int] | None = None,
    norm: str = "backward",
) -> Node:
    """The inverse Fourier transform along several axes, all by default; `s` are sizes."""
    return repeated(ifft, as_complex("ifftn", x), over_axes("ifftn", x, s, axes)[::-1], norm)


def rfftn(
    x: Node,
    /,
    *,
    s: Sequence[int] | None = None,
    axes: Sequence[int] | None = None,
    norm: str = "backward",
) -> Node:
    """The half, along the last axis, of the transform of real numbers along several axes."""
    *others, (n, last) = over_axes("rfftn", x, s, axes)
    return repeated(fft, rfft(x, n=n, axis=last, norm=norm), others[::-1], norm)


def irfftn(
    x: Node,
    /,
    *,
    s: Sequence[int] | None = None,
    axes: Sequence[int] | None = None,
    norm: str = "backward",
) -> Node:
    """The real numbers whose transform along several axes `x` is one half of."""
    *others, (n, last) = over_axes("irfftn", x, s, axes)
    found = repeated(ifft, as_complex("irfftn", x), others, norm)
    return irfft(found, n=n, axis=last, norm=norm)


def fftfreq(n: int, /, *, d: float = 1.0, dtype: object = None, device: object = None) -> Node:
    """The frequency that each place of a transform of n numbers, d apart, stands for."""
    check_device(device)
    wanted = as_dtype(float32 if dtype is None else dtype)
    if not wanted.is_float:
        raise DTypeError("fftfreq: frequencies are floats", given=str(wanted))
    place = arange(n)
    half = (n - 1) // 2
    middle = scalar(half, place.dtype, place.shape)
    signed = where(apply("less_equal", place, middle), place, place - n)
    return cast(cast(signed, "float64") * (1.0 / (n * d)), wanted)


def rfftfreq(n: int, /, *, d: float = 1.0, dtype: object = None, device: object = None) -> Node:
    """The frequency that each place of the half transform of n real numbers stands for."""
    check_device(device)
    wanted = as_dtype(float32 if dtype is None else dtype)
    if not wanted.is_float:
        raise DTypeError("rfftfreq: frequencies are floats", given=str(wanted))
    return cast(cast(arange(n // 2 + 1), "float64") * (1.0 / (n * d)), wanted)


def fftshift(x: Node, /, *, axes: int | Sequence[int] | None = None) -> Node:
    """The frequency 0 moved to the middle of the axes."""
    return shifted(x, axes, lambda n: n // 2)


def ifftshift(x: Node, /, *, axes: int | Sequence[int] | None = None) -> Node:
    """What undoes `fftshift`."""
    return shifted(x, axes, lambda n: -(n // 2))


def shifted(x: Node, axes: int | Sequence[int] | None, by: Callable[[int], int]) -> Node:
    """Each of the axes rolled by a number that its size decides."""
    wanted = range(len(x.shape)) if axes is None else [axes] if isinstance(axes, int) else axes
    places = [normal_axis("fftshift", a, len(x.shape)) for a in wanted]
    return roll(x, [by(x.shape[a]) for a in places], axis=places) if places else x
