"""Numbers put into a tensor in place, and where those that are drawn come from."""

import numpy as np

from pellucid.nn.modules.states import owned
from pellucid.runtime.capture import active
from pellucid.tensor.random.keys import DEFAULT
from pellucid.tensor.tensor import Tensor


def generator() -> np.random.Generator:
    """A NumPy generator of its own, keyed by the next key of Pellucid's generator."""
    words = DEFAULT.next_key().numpy()
    return np.random.Generator(np.random.Philox(key=words.astype(np.uint64)))


def filled(tensor: Tensor, array: np.ndarray | float) -> Tensor:
    """`tensor`, which holds the numbers of `array` from now on."""
    if active() is not None or not tensor.is_leaf:  # also `x.data`, which stands for x
        return tensor.assign(Tensor(np.broadcast_to(np.asarray(array), tensor.shape)))
    values = np.broadcast_to(np.asarray(array), tensor.shape)
    tensor.replace(owned(values, tensor.dtype.numpy))
    return tensor
