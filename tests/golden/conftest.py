"""The programs beside this file, and the switch that writes their texts anew."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

HERE = Path(__file__).parent
FOUND = runpy.run_path(str(HERE / "programs.py"))
PRIMITIVES = runpy.run_path(str(HERE / "primitives.py"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest tests/golden --update-golden` writes the texts; read the difference first."""
    parser.addoption("--update-golden", action="store_true", help="write golden texts anew")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each program."""
    if "program" in metafunc.fixturenames:
        metafunc.parametrize("program", list(FOUND["PROGRAMS"]))
    if "family" in metafunc.fixturenames:
        metafunc.parametrize("family", sorted(PRIMITIVES["FAMILIES"]))
    if "program_with_ir" in metafunc.fixturenames:
        metafunc.parametrize("program_with_ir", FOUND["WITH_IR"])


@pytest.fixture
def programs():
    """Functions and examples of their arguments, by name."""
    return FOUND["PROGRAMS"]


@pytest.fixture
def primitives():
    """The names of primitives.py."""
    return SimpleNamespace(**PRIMITIVES)


@pytest.fixture
def compare(request: pytest.FixtureRequest):
    """A function that compares a text with the file of the same name, or writes the file."""
    update = request.config.getoption("--update-golden", default=False)

    def check(text: str, name: str, folder: str = "texts") -> None:
        file = HERE / folder / name
        if update:
            file.write_text(text + "\n", encoding="utf-8")
        assert file.exists(), f"{name}: no such text; pytest tests/golden --update-golden writes it"
        assert text + "\n" == file.read_text(encoding="utf-8")

    return check
