"""Numbers put into a tensor in place, and where those that are drawn come from."""

import numpy as np

from pellucid.nn.modules.states import owned
from pellucid.runtime.capture import active
from pellucid.tensor.random.keys import DEFAULT, Generator
from pellucid.tensor.tensor import Tensor

Source = Generator | Tensor | None  # where what is drawn comes from: a generator, or a key


def generator(given: Source = None) -> np.random.Generator:
    """A NumPy generator of its own, keyed by the next key of a generator, by default Pellucid's
    own, or by a key that is given."""
    if isinstance(given, Tensor):
        words = given.numpy()
    else:
        words = (DEFAULT if given is None else given).next_key().numpy()
    return np.random.Generator(np.random.Philox(key=words.astype(np.uint64)))


def filled(tensor: Tensor, array: np.ndarray | float) -> Tensor:
    """`tensor`, which holds the numbers of `array` from now on."""
    if active() is not None or not tensor.is_leaf:  # also `x.data`, which stands for x
        return tensor.assign(Tensor(np.broadcast_to(np.asarray(array), tensor.shape)))
    values = np.broadcast_to(np.asarray(array), tensor.shape)
    tensor.replace(owned(values, tensor.dtype.numpy))
    return tensor
