"""The random functions beside this file, and how many of them the slow tier tries."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

PART = 100  # programs of one test


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest -m slow tests/laws --programs 20000`, or `--programs 20000:40000` for others."""
    parser.addoption(
        "--programs", default="20000", help="random programs that the laws are tried on"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for every few hundred random programs."""
    if "seeds" in metafunc.fixturenames:
        given = metafunc.config.getoption("--programs", default="20000")
        first, last = (int(n) for n in (given if ":" in given else f"0:{given}").split(":"))
        parts = [range(n, min(n + PART, last)) for n in range(first, last, PART)]
        metafunc.parametrize("seeds", parts, ids=lambda part: f"{part.start}-{part.stop - 1}")


@pytest.fixture(scope="session")
def functions():
    """The names of functions.py."""
    return SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("functions.py"))))
