"""A dot product over a length that is no multiple of the lanes added what was counted beyond its
end: loads give zeros in masked lanes, but an operand that is computed has numbers there too."""

import numpy as np
import pytest

import pellucid as pel


@pytest.mark.parametrize("dtype", ["int32", "int64", "float64"])
@pytest.mark.parametrize("skip", [(), ("simplify",)])
def test_nothing_beyond_the_end_is_added(dtype, skip):
    places = pel.arange(5003, dtype=dtype)
    matrix = pel.broadcast_to(places[:1003], (7, 1003))
    with pel.using(skip=skip):
        found, rows = (places @ places).item(), (matrix @ matrix.T).numpy()
    numbers = np.arange(5003).astype(dtype)
    assert found == numbers @ numbers
    assert (rows == numbers[:1003] @ numbers[:1003]).all()
