"""The instructions that are one instruction of LLVM, as a table of templates."""

import functools
from typing import NamedTuple

from pellucid.backends.llvm.values import suffix, types
from pellucid.core.dtypes import DTYPES, DType, bool_


class Template(NamedTuple):
    """An instruction for one dtype and number of lanes.

    Its text with a `%s` per operand, and what it declares.
    """

    text: str
    result: DType
    intrinsic: str
    declaration: str


# {t} is the type of the operands, {m} that of a condition on them; "@name/n" calls an intrinsic
# with n operands.
COMPARE = {"eq": "eq", "ne": "ne", "lt": "lt", "le": "le", "gt": "gt", "ge": "ge"}
FLOAT = {
    "add": "fadd {t} %s, %s",
    "sub": "fsub {t} %s, %s",
    "mul": "fmul {t} %s, %s",
    "div": "fdiv {t} %s, %s",
    "neg": "fneg {t} %s",
    "abs": "@llvm.fabs/1",
    "sqrt": "@llvm.sqrt/1",
    "floor": "@llvm.floor/1",
    "ceil": "@llvm.ceil/1",
    "trunc": "@llvm.trunc/1",
    "round": "@llvm.roundeven/1",
    "copysign": "@llvm.copysign/2",
    "fma": "@llvm.fma/3",
    "isnan": "fcmp uno {t} %s, zeroinitializer",
    "select": "select {m} %s, {t} %s, {t} %s",
    **{name: f"fcmp {'u' if name == 'ne' else 'o'}{name} {{t}} %s, %s" for name in COMPARE},
}
INTEGER = {
    "add": "add {t} %s, %s",
    "sub": "sub {t} %s, %s",
    "mul": "mul {t} %s, %s",
    "neg": "sub {t} zeroinitializer, %s",
    "and": "and {t} %s, %s",
    "or": "or {t} %s, %s",
    "xor": "xor {t} %s, %s",
    "not": "xor {t} %s, {ones}",
    "select": "select {m} %s, {t} %s, {t} %s",
    "eq": "icmp eq {t} %s, %s",
    "ne": "icmp ne {t} %s, %s",
}
SIGNED = {
    **INTEGER,
    "min": "@llvm.smin/2",
    "max": "@llvm.smax/2",
    **{name: f"icmp s{name} {{t}} %s, %s" for name in ("lt", "le", "gt", "ge")},
}
UNSIGNED = {
    **INTEGER,
    "min": "@llvm.umin/2",
    "max": "@llvm.umax/2",
    **{name: f"icmp u{name} {{t}} %s, %s" for name in ("lt", "le", "gt", "ge")},
}
BOOL = {
    "add": "or {t} %s, %s",
    "mul": "and {t} %s, %s",
    "min": "and {t} %s, %s",
    "max": "or {t} %s, %s",
    **{name: UNSIGNED[name] for name in ("and", "or", "xor", "not", "select", *COMPARE)},
}
TABLES = {"float": FLOAT, "int": SIGNED, "uint": UNSIGNED, "bool": BOOL}
CONDITIONS = {*COMPARE, "isnan"}


@functools.cache
def template(instruction: str, name: str, lanes: int) -> Template | None:
    """The template of an instruction on the dtype `name`, scalar for 0 lanes; None.

    It takes several instructions.
    """
    dtype = DTYPES[name]
    if name == "bfloat16" and instruction != "select":
        return None
    form = TABLES[dtype.kind].get(instruction)
    if form is None:
        return None
    kinds = types(lanes).vector if lanes else types(1).scalar
    kind, result = kinds[name], bool_ if instruction in CONDITIONS else dtype
    if form[0] != "@":
        ones = "true" if dtype is bool_ else "-1"
        if lanes:
            ones = f"splat ({types(1).scalar[name]} {ones})"
        zero = "zeroinitializer" if lanes else "0" if dtype.kind != "float" else "0.0"
        form = form.replace("zeroinitializer", zero)
        return Template(form.format(t=kind, m=kinds["bool"], ones=ones), result, "", "")
    stem, count = form[1:].split("/")
    intrinsic = f"{stem}.{suffix(types(1).scalar[name], lanes)}"
    operands = [kind] * int(count)
    text = f"call {kind} @{intrinsic}({', '.join(f'{kind} %s' for kind in operands)})"
    return Template(text, result, intrinsic, f"declare {kind} @{intrinsic}({', '.join(operands)})")
