"""The primitives, one class each. Importing this package fills the table `OPS`."""

from pellucid.ops import (
    arithmetic as arithmetic,
    bits as bits,
    comparison as comparison,
    contraction as contraction,
    indexing as indexing,
    marks as marks,
    reduction as reduction,
    source as source,
    transcendental as transcendental,
    view as view,
)
from pellucid.ops.family import Elementwise as Elementwise
