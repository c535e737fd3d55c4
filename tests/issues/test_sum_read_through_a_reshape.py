"""A sum that was reshaped and read again beside what it sums had no value in the last, masked
vector of a row: its index was written in another way there."""

import numpy as np
import pytest

import pellucid as pel


@pytest.mark.parametrize("skip", [(), ("simplify",), ("join",)])
@pytest.mark.parametrize("shape", [(7, 7, 2), (3, 5, 3), (4, 9, 33)])
def test_a_sum_is_read_through_a_reshape(skip, shape):
    array = np.arange(np.prod(shape), dtype=np.float64).reshape(shape)
    x = pel.asarray(array)
    with pel.using(skip=skip):
        total = x.sum(axis=0).reshape(-1) + pel.arange(array[0].size)
        found = (x - total.reshape(1, *shape[1:]), x - x.sum(axis=0).reshape(1, *shape[1:]))
        pel.realize(*found)
    expected = array.sum(axis=0)
    counted = np.arange(array[0].size).reshape(shape[1:])
    np.testing.assert_array_equal(found[0].numpy(), array - expected - counted)
    np.testing.assert_array_equal(found[1].numpy(), array - expected)
