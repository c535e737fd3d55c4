"""What tests of layers share: numbers to feed them, and gradients to compare with."""

import numpy as np
import pytest

import pellucid as pel


@pytest.fixture
def numbers():
    """A function that draws float32 arrays of a shape, the same in every run."""
    source = np.random.default_rng(7)
    return lambda *shape: source.standard_normal(shape).astype(np.float32)


@pytest.fixture
def check_gradient():
    """A function that compares gradients with central differences, in float64."""

    def check(function, *arrays, step=1e-6, tolerance=1e-6):
        arrays = [np.asarray(a, np.float64) for a in arrays]
        tensors = [pel.Tensor(a, requires_grad=True) for a in arrays]
        weights = np.random.default_rng(1).standard_normal(function(*tensors).shape)
        (function(*tensors) * pel.Tensor(weights)).sum().backward()

        def value(moved):
            return float((function(*map(pel.Tensor, moved)).numpy() * weights).sum())

        for i, array in enumerate(arrays):
            expected = np.zeros_like(array)
            for place in np.ndindex(array.shape):
                up, down = ([a.copy() for a in arrays] for _ in range(2))
                up[i][place] += step
                down[i][place] -= step
                expected[place] = (value(up) - value(down)) / (2 * step)
            np.testing.assert_allclose(
                tensors[i].grad.numpy(), expected, rtol=tolerance, atol=tolerance
            )

    return check
