"""The machine code that each primitive is written as reads as it did before; those that have none
say why.
"""

from pathlib import Path

from pellucid.graph import OPS
from pellucid.ops.host import HostCall

TEXTS = Path(__file__).parent / "primitives"


def test_the_kernels_of_a_family_read_as_before(family, primitives, compare):
    parts = [primitives.code(name) for name in sorted(primitives.FAMILIES[family])]
    compare("\n".join(parts), f"{family}.ll", "primitives")


def test_every_text_has_its_family(primitives):
    assert {file.stem for file in TEXTS.iterdir()} == set(primitives.FAMILIES)


def test_every_primitive_has_code_or_a_reason_why_not(primitives):
    shown = {name for names in primitives.FAMILIES.values() for name in names}
    for name, op in OPS.items():
        assert (name in shown) != bool(op.no_code), name
        text = (TEXTS / f"{primitives.family_of(name)}.ll") if name in shown else None
        assert text is None or f"; {name}(" in text.read_text(encoding="utf-8")


def test_reasons_are_given_where_no_kernel_is_written():
    without = {name for name, op in OPS.items() if op.no_code}
    calls = {name for name, op in OPS.items() if issubclass(op, HostCall)}
    assert without == calls | {"data", "input", "example", "ruled"}
