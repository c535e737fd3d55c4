"""What users give, as NumPy arrays of dtypes we have."""

from typing import Any

import numpy as np

from pellucid.core.dtypes import BY_NUMPY, as_dtype
from pellucid.core.errors import DTypeError
from pellucid.core.spec import Spec
from pellucid.tensor.lift import Lazy


def to_numpy(data: Any, dtype: object) -> np.ndarray:
    """`data` as a C-contiguous NumPy array of a dtype we have."""
    if isinstance(data, Lazy):
        data = data.numpy()
    if isinstance(data, np.ndarray | np.generic):
        array = np.asarray(data)
    elif hasattr(data, "__dlpack__") and not hasattr(data, "__array__"):
        array = np.from_dlpack(data)
    else:
        try:
            array = np.asarray(unwrapped_list(data))
        except ValueError:
            raise DTypeError(
                "an array has rows of one length", given=type(data).__name__,
                fix="fill the shorter rows up, or keep them as arrays of their own",
            ) from None  # fmt: skip
        if dtype is None and array.dtype == np.float64 and not hasattr(data, "__array__"):
            array = array.astype(np.float32)
    if dtype is not None:
        array = array.astype(as_dtype(dtype).numpy)
    if array.dtype not in BY_NUMPY:
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
    if not spec.dtype.is_float:
        raise DTypeError(
            "gradients exist of floats only", given=str(spec), fix="x.astype('float32') has them"
        )
    return True


def unwrapped_list(data: Any) -> Any:
    """Nested lists with tensors in them as nested lists of numbers."""
    if isinstance(data, Lazy):
        return data.numpy()
    return [unwrapped_list(x) for x in data] if isinstance(data, list | tuple) else data
