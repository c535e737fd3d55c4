"""What the systems of 2015 and later ones offered, beside what has it here and what proves it.

Run as a script it writes the page `docs/coverage.md` from `docs/coverage.toml`:
`python tests/docs/coverage.py`.
"""

import ast
import importlib
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pellucid.cli.app import app

ROOT = Path(__file__).parents[2]
SOURCE, PAGE = ROOT / "docs" / "coverage.toml", ROOT / "docs" / "coverage.md"
SECTIONS_TO_DO = "ABCDEFGHI"
COLUMNS = "| | feature | here | proof | state |\n|---|---|---|---|---|"
HEAD = """\
# What there is, row by row

What six systems of 2015 (Caffe, Torch7, GraphLab Create, Theano, Pylearn2, neon) and their
successors offered, under the names it has here, with the test, example or recipe that proves it.
The rows stand in `docs/coverage.toml`; `python tests/docs/coverage.py` writes this page, and a test
fails when a name or a proof is no longer there, or the page is out of date.

"""


class Row(NamedTuple):
    """A feature: how much it is needed, what has it, what proves it, what is still open."""

    section: str
    need: str
    feature: str
    names: list[str]
    proofs: list[str]
    open: str

    @property
    def state(self) -> str:
        """In a word or two, or in words what is missing."""
        if not self.open:
            return "works"
        return f"partly: {self.open}" if self.proofs else f"open: {self.open}".replace(
            "open: open", "open"
        )  # fmt: skip


def rows() -> list[Row]:
    """Every row."""
    held = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    return [Row(section, *row) for section, part in held.items() for row in part["rows"]]


def titles() -> dict[str, str]:
    """What the sections are about."""
    held = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    return {section: part["title"] for section, part in held.items()}


def is_there(name: str) -> bool:
    """Is a name an object below the package, a command, or a file?"""
    if name.startswith("pellucid "):
        return name.split()[1] in app.commands
    if (ROOT / name).exists():
        return True
    found, parts = importlib.import_module("pellucid"), name.split(".")
    for place, part in enumerate(parts):
        try:
            found = getattr(found, part)
        except AttributeError:
            try:
                found = importlib.import_module(".".join(["pellucid", *parts[: place + 1]]))
            except ModuleNotFoundError:
                return False
    return True


def is_proved(proof: str) -> bool:
    """Is there the test or the file?"""
    path, _, test = proof.partition("::")
    return (ROOT / path).is_file() and (not test or test in tests_in(ROOT / path))


@cache
def tests_in(file: Path) -> set[str]:
    """The names of the functions at the top of a file."""
    body = ast.parse(file.read_text(encoding="utf-8")).body
    return {x.name for x in body if isinstance(x, ast.FunctionDef) and is_run(x)}


def is_run(function: ast.FunctionDef) -> bool:
    """Is the function a test that is not left out for good?"""
    marks = {ast.unparse(x).partition("(")[0] for x in function.decorator_list}
    return function.name.startswith("test_") and not marks & {
        "pytest.mark.skip",
        "pytest.mark.xfail",
    }


def page() -> str:
    """The page."""
    found = rows()
    text = HEAD + counted(found)
    for section, title in titles().items():
        text += f"\n## {section}. {title}\n\n{COLUMNS}\n"
        for row in found:
            if row.section == section:
                here = ", ".join(f"`{n}`" for n in row.names)
                proofs = "<br>".join(linked(p) for p in row.proofs)
                text += f"| {row.need} | {row.feature} | {here} | {proofs} | {row.state} |\n"
    return text


def counted(found: list[Row]) -> str:
    """How many rows of each need work."""
    text = "| rows of A to I | work | partly | open |\n|---|---|---|---|\n"
    for need in ("must", "should", "could"):
        states = [r.state.partition(":")[0] for r in found if r.need == need]
        states = [
            r.state.partition(":")[0]
            for r in found
            if r.need == need and r.section in SECTIONS_TO_DO
        ]
        text += f"| {need} | " + " | ".join(
            str(states.count(word)) for word in ("works", "partly", "open")
        ) + " |\n"  # fmt: skip
    return text


def linked(proof: str) -> str:
    """A proof with a link to its file."""
    path, _, test = proof.partition("::")
    shown = test.removeprefix("test_").replace("_", " ") if test else path
    return f"[{shown}](../{path})"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
