"""Weights and data in the layouts that JAX likes best: channels last, dense weights transposed."""

import jax.numpy as jnp
import numpy as np


def channels_last(x):
    return np.ascontiguousarray(x.transpose(0, 2, 3, 1)) if x.ndim == 4 else x


def on_device(x):
    """An array with its channels last; labels as int32."""
    return jnp.asarray(channels_last(x).astype(np.int32 if x.dtype == np.int64 else x.dtype))


def weights_of(workload, pictures=None):
    """The weights that `workload` starts from.

    `pictures` gives the (channels, rows, columns) that a dense layer's inputs are flattened from.
    """

    def laid_out(name, w):
        if w.ndim == 4:
            return w.transpose(2, 3, 1, 0)
        if pictures and name in pictures:
            return w.reshape(-1, *pictures[name]).transpose(2, 3, 1, 0).reshape(-1, len(w))
        return w.T

    weights = workload.init_params().items()
    return {name: jnp.asarray(np.ascontiguousarray(laid_out(name, w))) for name, w in weights}
