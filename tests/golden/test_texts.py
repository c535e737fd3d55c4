"""What the compiler makes of small programs, level by level, is what it made before."""

from pathlib import Path

from pellucid.compiler.printing.levels import LEVELS
from pellucid.compiler.target import Target
from pellucid.tensor.seeing.explain import explain

TARGET = Target(vector_bytes=64, registers=32)
TEXTS = Path(__file__).parent / "texts"


def test_every_level_reads_as_before(program, programs, compare):
    function, arguments = programs[program]
    parts = [f"# {(function.__doc__ or program.replace('_', ' ')).splitlines()[0]}"]
    for level in LEVELS:
        parts += [f"--- {level}", explain(function, *arguments, level=level, target=TARGET)]
    compare("\n".join(parts), f"{program}.txt")


def test_the_ir_reads_as_before(program_with_ir, programs, compare):
    function, arguments = programs[program_with_ir]
    text = explain(function, *arguments, level="ir", target=TARGET)
    compare(text[: text.index("define internal void @barrier")].rstrip(), f"{program_with_ir}.ll")


def test_every_text_has_its_program(programs):
    assert {file.stem for file in TEXTS.iterdir()} == set(programs)
