"""LLVM IR text to machine code, and machine code to addresses.

The text arrives in its final form: vectors, unrolling and SSA values are the compiler's own work,
so no LLVM optimisation pass runs, only its code generator. Objects are linked by LLVM's JITLink,
which places code and constants of one object side by side and looks up the rest (`expf`, `memset`,
`sched_yield`) in the running process.
"""

import itertools
import re
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from typing import Any

from pellucid.backends.llvm.host import host
from pellucid.core.errors import InternalError
from pellucid.core.lazy import lazy

llvm = lazy("llvmlite.binding")

LINES_AROUND = 2  # lines of IR shown before and after the one LLVM complains about

# What LLVM calls to round float32 to bfloat16 on processors without an instruction for it.
# Compilers keep it in a library that need not be in the process. Round half to even on the upper 16
# bits; a NaN stays a (quiet) NaN.
ROUND_TO_BFLOAT = "__truncsfbf2"
SUPPORT_IR = f"""
define bfloat @{ROUND_TO_BFLOAT}(float %x) {{
  %bits = bitcast float %x to i32
  %high = lshr i32 %bits, 16
  %odd = and i32 %high, 1
  %half = add i32 %odd, 32767
  %raised = add i32 %bits, %half
  %rounded = lshr i32 %raised, 16
  %quiet = or i32 %high, 64
  %nan = fcmp uno float %x, %x
  %chosen = select i1 %nan, i32 %quiet, i32 %rounded
  %narrow = trunc i32 %chosen to i16
  %result = bitcast i16 %narrow to bfloat
  ret bfloat %result
}}
"""


def compile_object(
    ir_text: str, level: int = 3, *, triple: str = "", cpu: str = "", features: str = ""
) -> bytes:
    """The object file of a module: parsed, verified and translated for this processor.

    `level` is the effort of the code generator, 0 to 3. `cpu` (and `features`) name another
    processor of this kind. With a `triple` the object is for another kind: to look at, not to load.
    Raises InternalError,
    with the lines in question, when the text is not valid IR or calls a function that this process
    does not have.

    >>> compile_object("define i64 @one() { ret i64 1 }", triple="x86_64-unknown-linux-gnu")[1:4]
    b'ELF'
    """
    with parsed(ir_text) as module:
        if not triple:
            require_callees(module)
        return target_machine(triple, cpu, features, level).emit_object(module)


def assembly(
    ir_text: str, level: int = 3, *, triple: str = "", cpu: str = "", features: str = ""
) -> str:
    """The assembly text of a module, translated as by `compile_object`.

    >>> "ret" in assembly("define i64 @one() { ret i64 1 }", triple="x86_64-unknown-linux-gnu")
    True
    """
    machine = target_machine(triple, cpu, features, level)
    machine.set_asm_verbosity(False)
    with parsed(ir_text) as module:
        return machine.emit_assembly(module)


class Library:
    """Machine code in memory, there as long as this object: keep it while an address is in use."""

    def __init__(self, data: bytes, imports: dict[str, int]) -> None:
        self._name = f"library{next(library_numbers)}"
        self._linker = linker()
        builder = llvm.JITLibraryBuilder().add_object_img(data).add_current_process()
        for name, address in imports.items():
            builder.import_symbol(name, address)
        try:
            self._code = builder.link(self._linker, self._name)
        except RuntimeError as refused:
            raise InternalError("an object file cannot be loaded", given=str(refused)) from refused
        self._found: dict[str, Any] = {}  # each look-up holds a reference to the code

    def address(self, symbol: str) -> int:
        """The address of a function or global that the module defines and does not keep `internal`.

        Raises InternalError when there is none of that name, or when the object calls something the
        process lacks.

        >>> library = load_object(compile_object("define i64 @one() { ret i64 1 }"))
        >>> library.address("one") > 0
        True
        """
        if symbol not in self._found:
            try:
                self._found[symbol] = self._linker.lookup(self._name, symbol)
            except RuntimeError as refused:
                raise InternalError(
                    f"the symbol {symbol!r} cannot be linked", given=str(refused)
                ) from refused
        return self._found[symbol][symbol]


def load_object(data: bytes) -> Library:
    """The machine code of an object file, linked against the process and ready to run.

    >>> import ctypes
    >>> twice = "define i64 @twice(i64 %x) { %y = add i64 %x, %x  ret i64 %y }"
    >>> library = load_object(compile_object(twice))
    >>> ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_int64)(library.address("twice"))(21)
    42
    """
    imports = {}
    if ROUND_TO_BFLOAT.encode() in data:
        imports[ROUND_TO_BFLOAT] = support().address(ROUND_TO_BFLOAT)
    return Library(data, imports)


library_numbers = itertools.count()
linkers: list[Any] = []  # kept to the end: code must go before the linker that placed it


@cache
def start_targets(*, foreign: bool) -> None:
    """Registers LLVM's code generators, once: this machine's, or all of them."""
    if foreign:
        llvm.initialize_all_targets()
        llvm.initialize_all_asmprinters()
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()


def target_machine(triple: str = "", cpu: str = "", features: str = "", level: int = 3) -> Any:
    """LLVM's code generator for this processor, or for the named one."""
    start_targets(foreign=bool(triple))
    if triple:
        return llvm.Target.from_triple(triple).create_target_machine(
            cpu=cpu, features=features, opt=level
        )
    here = host()
    if not cpu:
        cpu, features = here.cpu, features or here.features
    return llvm.Target.from_triple(here.triple).create_target_machine(
        cpu=cpu, features=features, opt=level, codemodel="jitdefault", jit=True
    )


@cache
def linker() -> Any:
    """LLVM's linker in this process. Two threads may both make one; a library keeps to its own."""
    made = llvm.create_lljit_compiler(target_machine(), use_jit_link=True, suppress_errors=True)
    linkers.append(made)
    return made


@cache
def support() -> Library:
    """Functions LLVM's code generator may call and the process may lack."""
    return Library(compile_object(SUPPORT_IR), {})


@contextmanager
def parsed(ir_text: str) -> Generator[Any, None, None]:
    """LLVM's module of the text, verified; it lasts as long as the block.

    The module must go before the context it lives in, which the garbage collector would not heed.
    """
    with llvm.create_context() as context:
        try:
            module = llvm.parse_assembly(ir_text, context)
        except RuntimeError as refused:
            raise invalid(ir_text, refused) from None
        with module:
            try:
                module.verify()
            except RuntimeError as refused:
                raise invalid(ir_text, refused) from None
            yield module


def invalid(ir_text: str, refused: RuntimeError) -> InternalError:
    """The error that shows what LLVM says about the text, and the lines it says it about."""
    message = str(refused).strip()
    lines = lines_in_question(ir_text, message)
    return InternalError("generated LLVM IR is not valid", given=f"{message}\n{lines}")


def lines_in_question(ir_text: str, message: str) -> str:
    """The lines of IR that a message of LLVM speaks of, numbered, below their function's first."""
    lines = ir_text.splitlines()
    place = re.search(r"<string>:(\d+):", message)
    if place:
        wrong = {int(place[1]) - 1}
    else:  # the verifier quotes instructions instead of counting lines
        quoted = {row.strip() for row in message.splitlines()}
        wrong = {number for number, line in enumerate(lines) if line.strip() in quoted}
    shown = [n for n in range(len(lines)) if any(abs(n - place) <= LINES_AROUND for place in wrong)]
    rows = [f"{'>' if n in wrong else ' '} {n + 1:5}  {lines[n]}" for n in shown]
    function = [
        f"in {line}" for line in lines[: min(shown, default=0)] if line.startswith("define ")
    ]
    return "\n".join([*function[-1:], *rows])


def require_callees(module: Any) -> None:
    """Raises InternalError unless the process has every function that the module declares.

    Linking would find it out as well, but cannot say which function it was.
    """
    linker()  # making it opens the process to LLVM's look-up by name
    declared = [function.name for function in module.functions if function.is_declaration]
    for name in declared:
        if not name.startswith("llvm.") and not llvm.address_of_symbol(name):
            raise InternalError(f"generated code calls {name!r}, which this process does not have")
