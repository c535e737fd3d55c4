"""What native code reads of NumPy's arrays."""

import ctypes

import numpy as np
import pytest

from pellucid.backends.llvm.arrays import Likeness, are_known


def placed(arrays, given):
    words = (ctypes.c_uint64 * 4)()
    like = Likeness(arrays, ctypes.addressof(words))
    return like.place(given), list(words)


def test_the_layout_of_arrays_is_known_here():
    assert are_known()


def test_addresses_are_those_of_the_elements():
    arrays = (np.zeros((2, 3)), np.arange(10, dtype=np.int64)[3:], np.array(1.0, np.float32))
    fits, words = placed(arrays, arrays)
    assert fits
    assert words == [*(x.ctypes.data for x in arrays), 0]


class Own(np.ndarray):
    pass


X = np.zeros((2, 3), np.float32)


@pytest.mark.parametrize(
    "other",
    [
        (X, np.zeros((2, 4), np.float32)),
        (X, np.zeros((3, 3), np.float32)),
        (X, np.zeros(2, np.float32)),
        (X, np.zeros((2, 3, 1), np.float32)),
        (X, np.zeros((2, 3))),
        (X, np.zeros((2, 3), np.int32)),
        (X, np.zeros((2, 3), ">f4")),
        (X, np.zeros((3, 2), np.float32).T),
        (X, np.zeros((2, 6), np.float32)[:, ::2]),
        (X, X.view(Own)),
        (X, 1.0),
        (X, None),
        (X,),
        (X, X, X),
        (),
    ],
    ids=str,
)
def test_what_differs_is_told(other):
    assert placed((X, X), (X, X))[0]
    assert not placed((X, X), other)[0]
