"""The array API standard, function by function: properties over shapes, dtypes and values, against
NumPy and array-api-strict.
"""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest


@pytest.fixture(scope="session")
def laws():
    """The names of laws.py."""
    return SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("laws.py"))))


def pytest_generate_tests(metafunc):
    """A few examples of each property in the usual run, a thousand in the slow one,
    `pytest -m slow tests/array_api`.
    """
    if "examples" in metafunc.fixturenames:
        many = pytest.param(1000, marks=pytest.mark.slow)
        metafunc.parametrize("examples", [FEW, many])


FEW = 4
