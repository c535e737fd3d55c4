"""What a check found, as a value that prints well."""

from dataclasses import dataclass

from pellucid.core.errors import NonFiniteError


@dataclass(frozen=True)
class Difference:
    """The first place at which the compiled program and the definition part.

    `operation` is the name of the primitive, or nothing where every operation alone is right and
    only the `kernel`, or the program as a whole, is not. `native` and `reference` are the two
    values of the element at `index`, `tolerance` is what they may differ by, `wrong` of `size`
    elements do. `inputs` are the elements it is made of; `line` is the user's.
    """

    operation: str
    kernel: str
    spec: str
    index: tuple[int, ...]
    native: complex
    reference: complex
    tolerance: float
    wrong: int
    size: int
    inputs: tuple[tuple[float, ...], ...] = ()
    line: str = ""

    def __str__(self) -> str:
        who = self.operation or (f"kernel {self.kernel}" if self.kernel else "the whole program")
        at = f"[{', '.join(map(str, self.index))}]"
        rows = [
            f"{who} differs from its definition in {self.wrong:,} of {self.size:,} elements",
            f"  first  {at} of {self.spec}: {self.native:.9g} instead of {self.reference:.9g}, "
            f"which may be {self.tolerance:.3g} off",
        ]
        if self.inputs:
            parts = ("(" + ", ".join(f"{v:.9g}" for v in part) + ")" for part in self.inputs)
            rows.append(f"  of     {' and '.join(parts)}")
        if self.kernel and self.operation:
            rows.append(f"  in     kernel {self.kernel}")
        if not self.operation:
            rows.append("  note   every operation alone is right: what puts them together is not")
        if self.line:
            rows.append(f"  at     {self.line}")
        return "\n".join(rows)


@dataclass(frozen=True, repr=False)
class Verdict:
    """What a check found: the first `difference` between the compiled program and the definition,
    the first number that is not finite as an error not raised (`trouble`), and how much was
    compared.

    True where neither was found.
    """

    function: str
    operations: int
    kernels: int
    elements: int
    difference: Difference | None = None
    trouble: NonFiniteError | None = None

    def __bool__(self) -> bool:
        return self.difference is None and self.trouble is None

    def __repr__(self) -> str:
        counted = f"{self.operations:,} operations in {self.kernels:,} kernels"
        parts = []
        if self.difference is not None:
            parts.append(f"{self.function}: {self.difference}")
        if self.trouble is not None:
            parts.append(f"{self.function}: {self.trouble}")
        if not parts:
            parts.append(f"{self.function}: compiled and defined agree, and all is finite")
        return "\n".join([*parts, f"compared: {counted}, {self.elements:,} elements"])
