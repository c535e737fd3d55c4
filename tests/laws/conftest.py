"""The random functions beside this file."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest


@pytest.fixture(scope="session")
def functions():
    """The names of functions.py."""
    return SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("functions.py"))))
