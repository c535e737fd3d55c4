"""NumPy's arrays as native code sees them: are those of a call like those of the call before, and
where are their elements?

Asking Python for dtype, shape, order and address of an array takes half a microsecond, as long as a
small program runs. Native code reads them where NumPy's binary interface has them, which extension
modules have compiled in (`PyArrayObject_fields` in `numpy/ndarraytypes.h`). Whether they are there
is tried once.
"""

import ctypes
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from pellucid.backends.llvm.cache import object_for
from pellucid.backends.llvm.jit import Library, load_object
from pellucid.core.addresses import HEAD

TYPE = HEAD - 8  # every object's
COUNT, ITEMS = HEAD, HEAD + 8  # a tuple's
DATA, AXES, SIZES, DTYPE, FLAGS = HEAD, HEAD + 8, HEAD + 16, HEAD + 40, HEAD + 48  # an array's
IN_ONE_PIECE = 1  # the flag of an array whose elements lie in C order without gaps

# Stores the addresses of the elements of the arrays of a tuple; 0 as soon as one of them is not as
# it should be, 1 if all are. Its argument is the address of: the tuple; where to store; how many
# arrays there should be; and of each array the class, the dtype, the number of axes, their sizes.
PLACE = f"""
define i32 @place(ptr %likeness) {{
entry:
  %tuple = load ptr, ptr %likeness
  %words.at = getelementptr i64, ptr %likeness, i64 1
  %words = load ptr, ptr %words.at
  %wanted.at = getelementptr i64, ptr %likeness, i64 2
  %first = getelementptr i64, ptr %likeness, i64 3
  %count.at = getelementptr i8, ptr %tuple, i64 {COUNT}
  %count = load i64, ptr %count.at
  %items = getelementptr i8, ptr %tuple, i64 {ITEMS}
  %wanted = load i64, ptr %wanted.at
  %as.many = icmp eq i64 %count, %wanted
  br i1 %as.many, label %next, label %unlike
next:
  %i = phi i64 [ 0, %entry ], [ %i.next, %like ]
  %like.at = phi ptr [ %first, %entry ], [ %like.next, %like ]
  %more = icmp ult i64 %i, %count
  br i1 %more, label %look, label %all
look:
  %item.at = getelementptr ptr, ptr %items, i64 %i
  %array = load ptr, ptr %item.at
  %type.at = getelementptr i8, ptr %array, i64 {TYPE}
  %type = load i64, ptr %type.at
  %type.wanted = load i64, ptr %like.at
  %is.array = icmp eq i64 %type, %type.wanted
  br i1 %is.array, label %fields, label %unlike
fields:
  %dtype.at = getelementptr i8, ptr %array, i64 {DTYPE}
  %dtype = load i64, ptr %dtype.at
  %dtype.wanted.at = getelementptr i64, ptr %like.at, i64 1
  %dtype.wanted = load i64, ptr %dtype.wanted.at
  %same.dtype = icmp eq i64 %dtype, %dtype.wanted
  %flags.at = getelementptr i8, ptr %array, i64 {FLAGS}
  %flags = load i32, ptr %flags.at
  %piece = and i32 %flags, {IN_ONE_PIECE}
  %in.one.piece = icmp ne i32 %piece, 0
  %axes.at = getelementptr i8, ptr %array, i64 {AXES}
  %axes.i32 = load i32, ptr %axes.at
  %axes = sext i32 %axes.i32 to i64
  %axes.wanted.at = getelementptr i64, ptr %like.at, i64 2
  %axes.wanted = load i64, ptr %axes.wanted.at
  %same.axes = icmp eq i64 %axes, %axes.wanted
  %kind = and i1 %same.dtype, %same.axes
  %so.far = and i1 %kind, %in.one.piece
  %sizes.at = getelementptr i8, ptr %array, i64 {SIZES}
  %sizes = load ptr, ptr %sizes.at
  %sizes.wanted = getelementptr i64, ptr %like.at, i64 3
  br i1 %so.far, label %axis, label %unlike
axis:
  %k = phi i64 [ 0, %fields ], [ %k.next, %size ]
  %further = icmp ult i64 %k, %axes
  br i1 %further, label %size, label %like
size:
  %size.at = getelementptr i64, ptr %sizes, i64 %k
  %size.given = load i64, ptr %size.at
  %size.wanted.at = getelementptr i64, ptr %sizes.wanted, i64 %k
  %size.wanted = load i64, ptr %size.wanted.at
  %k.next = add i64 %k, 1
  %same.size = icmp eq i64 %size.given, %size.wanted
  br i1 %same.size, label %axis, label %unlike
like:
  %data.at = getelementptr i8, ptr %array, i64 {DATA}
  %data = load ptr, ptr %data.at
  %word.at = getelementptr ptr, ptr %words, i64 %i
  store ptr %data, ptr %word.at
  %i.next = add i64 %i, 1
  %like.next = getelementptr i64, ptr %sizes.wanted, i64 %axes
  br label %next
all:
  ret i32 1
unlike:
  ret i32 0
}}
"""


class Likeness:
    """What the arrays of a call are like: how many, and of each the class, the dtype and the shape;
    and from which address on those of their elements are to be stored.

    >>> x = np.zeros((2, 3), np.float32)
    >>> words = (ctypes.c_uint64 * 1)()
    >>> like = Likeness((x,), ctypes.addressof(words))
    >>> like.place((x,)), words[0] == x.ctypes.data
    (True, True)
    >>> like.place((x.T,))
    False
    """

    def __init__(self, arrays: Sequence[np.ndarray], words: int) -> None:
        self.dtypes = [x.dtype for x in arrays]  # kept, as they are known by their addresses
        record = [0, words, len(arrays)]
        for x in arrays:
            record += [id(type(x)), id(x.dtype), x.ndim, *x.shape]
        self._record = (ctypes.c_uint64 * len(record))(*record)
        self._address, self._place = ctypes.addressof(self._record), native()[1]

    def place(self, arrays: tuple[Any, ...]) -> bool:
        """Store the addresses of the elements of such arrays, which lie in C order without gaps;
        or False if any is another. One thread at a time.
        """
        self._record[0] = id(arrays)
        return self._place(self._address) == 1


@cache
def native() -> tuple[Library, Any]:
    """The native function, which keeps the interpreter's lock, and what it lives in."""
    library = load_object(object_for(PLACE))
    kind = ctypes.PYFUNCTYPE(ctypes.c_int32, ctypes.c_void_p)
    return library, kind(library.address("place"))


@cache
def are_known() -> bool:
    """Are arrays laid out here as this module takes them to be?"""
    x = np.arange(6, dtype=np.float32).reshape(2, 3)
    words = (ctypes.c_uint64 * 2)()
    like = Likeness((x,), ctypes.addressof(words))
    others = [(x.T,), (x[:, :2],), (x.astype(np.int32),), (x.reshape(3, 2),), (x, x), (x[0],), ()]
    right = like.place((x,)) and words[0] == x.ctypes.data
    return right and not any(map(like.place, others))
