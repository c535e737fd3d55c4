"""What each primitive refuses: operands that do not fit, of which the message names the primitive
and shows what was given.
"""

import pytest

from pellucid.core.dtypes import DTYPES
from pellucid.core.errors import ArgumentError, DTypeError, ShapeError
from pellucid.core.spec import Spec
from pellucid.graph import OPS
from pellucid.ops.family import Elementwise
from pellucid.ops.host import ElementCall, HostCall
from pellucid.ops.marks import Segment
from pellucid.ops.matrices import MatrixCall
from pellucid.ops.reduction import Extreme, Position

OF_KIND = {
    "bool": "bool",
    "int": "int32",
    "uint": "uint32",
    "float": "float32",
    "complex": "complex64",
}
SOURCES = {"data", "input", "example", "constant", "iota"}
NO_REFUSAL = {"ruled"}  # made by transforms alone, of operands that fit
FIELDS = {
    "cast": {"dtype": DTYPES["float32"]},
    "bitcast": {"dtype": DTYPES["float32"]},
    "tagged": {"tag": 0},
    "cumulative_sum": {"axis": -1},
    "cumulative_prod": {"axis": -1},
    "recurrence": {"axis": -1},
    "fourier": {"axis": -1},
    "argsort": {"axis": -1},
}
THREE = {"where", "philox"}
TWO = [
    "add",
    "subtract",
    "multiply",
    "divide",
    "floor_divide",
    "remainder",
    "maximum",
    "minimum",
    "atan2",
    "pow",
    "and",
    "or",
    "xor",
    "shift_left",
    "shift_right",
    "equal",
    "not_equal",
    "less",
    "less_equal",
    "copysign",
    "nextafter",
    "integer_power",
    "hypot",
    "logaddexp",
    "after",
]


def spec(shape, dtype="float32"):
    return Spec(shape, DTYPES[dtype])


A, ROW, WHOLE = spec((4, 3)), spec((4,)), spec((4,), "int64")
PARTICULAR = {
    "sum": [({"axes": (0,)}, [spec((3,), "bool")], DTypeError)],
    "prod": [({"axes": (0,)}, [spec((3,), "bool")], DTypeError)],
    "view": [({"shape": (3,), "terms": ()}, [A], ShapeError)],
    "reshape": [({"shape": (5,)}, [A], ShapeError)],
    "pad": [
        ({"widths": ((1, 1),)}, [A], ArgumentError),
        ({"widths": ((-1, 0), (0, 0))}, [A], ArgumentError),
    ],
    "contract": [
        ({"left": "ik", "right": "kj", "out": "ij"}, [A, A], ShapeError),
        ({"left": "i", "right": "i", "out": ""}, [ROW, WHOLE], DTypeError),
        ({"left": "i", "right": "i", "out": ""}, [spec((3,), "bool")] * 2, DTypeError),
    ],
    "gather": [
        ({}, [A, ROW], DTypeError),
        ({}, [A, spec((2, 2), "int64")], ShapeError),
        ({}, [spec((0, 3)), WHOLE], ShapeError),
    ],
    "scatter_add": [
        ({"rows": 3}, [ROW, A], DTypeError),
        ({"rows": 3}, [WHOLE, spec((5, 2))], ShapeError),
        ({"rows": 0}, [WHOLE, A], ShapeError),
    ],
    "from_parts": [({}, [ROW, WHOLE], DTypeError), ({}, [WHOLE, WHOLE], DTypeError)],
    "solve": [({}, [spec((3, 3)), spec((4, 2))], ShapeError)],
    "pseudo_inverse": [({}, [A, spec((2,))], ShapeError)],
    "eig": [({}, [spec((3, 3))], DTypeError)],
    "searchsorted": [
        ({}, [ROW, WHOLE], DTypeError),
        ({}, [spec(()), ROW], ShapeError),
        ({}, [spec((2,), "complex64")] * 2, DTypeError),
    ],
    "recurrence": [({"axis": -1}, [ROW, A], DTypeError)],
}


def elementwise(name, op):
    """Shapes that differ, dtypes that differ, a dtype that it is not defined for."""
    fields = FIELDS.get(name, {})
    count = 3 if name in THREE else 2 if name in TWO else 1
    kind = sorted(op.takes)[0]
    good = spec((4,), OF_KIND[kind])
    if name == "where":
        yes = spec((4,), "bool")
        yield {}, [ROW, ROW, ROW], DTypeError
        yield {}, [yes, ROW, A], ShapeError
        return
    if count > 1:
        yield fields, [good] * (count - 1) + [spec((3,), OF_KIND[kind])], ShapeError
    for other in sorted(set(OF_KIND) - op.takes):
        yield fields, [spec((4,), OF_KIND[other])] * count, DTypeError


def refusals(name):
    """What is to be refused by a primitive: fields, specs and the kind of error."""
    op, found = OPS[name], list(PARTICULAR.get(name, []))
    if issubclass(op, (Elementwise, ElementCall)):
        found += elementwise(name, op)
    if issubclass(op, MatrixCall):
        found += [({}, [ROW] * (2 if name in {"solve", "pseudo_inverse"} else 1), ShapeError)]
    if issubclass(op, Extreme | Position):
        found += [({"axes": (1,)}, [spec((4, 0))], ShapeError)]
    if issubclass(op, HostCall) and name in FIELDS:
        kind = "complex64" if name == "argsort" else "bool"
        found += [(FIELDS[name], [spec((4,), kind)] * (1 + (name == "recurrence")), DTypeError)]
    return found


@pytest.mark.parametrize("name", sorted(set(OPS) - SOURCES - NO_REFUSAL))
def test_what_does_not_fit_is_refused(name):
    rows = refusals(name)
    takes_all = getattr(OPS[name], "takes", frozenset()) == frozenset(OF_KIND)
    assert rows or takes_all, "no sample of an error"
    for fields, specs, error in rows:
        with pytest.raises(error) as caught:
            OPS[name](**fields).infer(*specs)
        shown = str(caught.value)
        assert any(part in shown for x in specs for part in (str(x), str(x.dtype), str(x.shape))), (
            shown
        )


def test_a_rule_takes_what_it_is_given():
    assert OPS["ruled"](Segment((), ()), 0, 1).infer(ROW) == ROW
