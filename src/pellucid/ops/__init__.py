"""The primitives, one class each. Importing this package fills the table `OPS`."""

from pellucid.ops import (
    arithmetic as arithmetic,
    bits as bits,
    comparison as comparison,
    complex_numbers as complex_numbers,
    contraction as contraction,
    cumulative as cumulative,
    factorization as factorization,
    fourier as fourier,
    indexing as indexing,
    integers as integers,
    marks as marks,
    reduction as reduction,
    rounding as rounding,
    sorting as sorting,
    source as source,
    transcendental as transcendental,
    view as view,
)
from pellucid.ops.family import Elementwise as Elementwise
