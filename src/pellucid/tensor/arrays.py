"""What users give, as NumPy arrays of dtypes we have."""

from typing import Any

import numpy as np

from pellucid.core.dtypes import as_dtype, dtype_of
from pellucid.core.errors import DTypeError
from pellucid.core.spec import Spec
from pellucid.tensor.lift import Lazy

DEFAULTS = {np.dtype(np.float64): np.float32, np.dtype(np.complex128): np.complex64}


def to_numpy(data: Any, dtype: object) -> np.ndarray:
    """`data` as a C-contiguous NumPy array of a dtype we have, without a copy where that is
    possible.
    """
    wanted = None if dtype is None else as_dtype(dtype).numpy
    array = as_array(data, wanted)
    if wanted is not None:
        array = array.astype(wanted, copy=False)
    if dtype_of(array.dtype) is None:
        if array.dtype.kind in "UST":
            raise DTypeError(
                f"text is not numbers: there is no dtype for NumPy's {array.dtype}",
                given=f"{type(data).__name__}, beginning with {array.reshape(-1)[:1].tolist()}",
                fix="of numbers written as text np.asarray(x, float) makes numbers; of names "
                "np.unique(x, return_inverse=True)[1] makes class numbers",
            )
        raise DTypeError(
            f"there is no dtype for NumPy's {array.dtype}", given=type(data).__name__,
            fix="give numbers or truth values of one kind in rows of one length",
        )  # fmt: skip
    return np.asarray(array, order="C")


def has_gradients(spec: Spec) -> bool:
    """Can gradients be asked for a value? DTypeError where it is not of floats."""
    if not spec.dtype.is_inexact:
        raise DTypeError(
            "gradients exist of floats only, real and complex",
            given=str(spec),
            fix="x.astype('float32') has them",
        )
    return True


def as_array(data: Any, wanted: np.dtype | None) -> np.ndarray:
    """`data` as an array of its own dtype, or of the one wanted where it has none."""
    if isinstance(data, Lazy):
        return data.numpy()
    if isinstance(data, np.ndarray | np.generic):
        return np.asarray(data)
    if hasattr(data, "__dlpack__") and not hasattr(data, "__array__"):
        return np.from_dlpack(data)
    if hasattr(data, "__array__") or is_buffer(data):
        return np.asarray(data)
    listed = unwrapped_list(data)
    try:
        array = np.asarray(listed)
        if array.dtype == np.float64 and np.any(np.abs(array) >= 2.0**63):
            array = exact(array, listed)
        if is_whole(array):  # raises OverflowError for what does not fit
            array = np.asarray(listed, whole_dtype(array) if wanted is None else wanted)
    except ValueError:
        raise DTypeError(
            "an array has rows of one length", given=type(data).__name__,
            fix="fill the shorter rows up, or keep them as arrays of their own",
        ) from None  # fmt: skip
    return array if wanted is not None else array.astype(DEFAULTS.get(array.dtype, array.dtype))


def exact(array: np.ndarray, listed: Any) -> np.ndarray:
    """The numbers themselves where NumPy has made floats of whole ones, as it does where some are
    beyond int64 and some are not.
    """
    numbers = np.asarray(listed, object)
    return numbers if is_whole(numbers) else array


def whole_dtype(array: np.ndarray) -> np.dtype:
    """The dtype of whole numbers for which none is asked: uint64 where int64 is too narrow."""
    return np.dtype(np.uint64) if array.dtype == object else array.dtype


def is_whole(array: np.ndarray) -> bool:
    """Are the elements whole numbers, perhaps beyond int64?"""
    return array.dtype.kind in "iu" or (
        array.dtype == object and all(isinstance(x, int) for x in array.flat)
    )


def is_buffer(data: Any) -> bool:
    """Does it give its memory away?"""
    if isinstance(data, bytes | str):
        return False
    try:
        memoryview(data)
    except TypeError:
        return False
    return True


def unwrapped_list(data: Any) -> Any:
    """Nested lists with tensors in them as nested lists of numbers."""
    if isinstance(data, Lazy):
        return data.numpy()
    return [unwrapped_list(x) for x in data] if isinstance(data, list | tuple) else data
