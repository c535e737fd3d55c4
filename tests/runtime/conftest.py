"""The writer of random programs beside this file."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest


@pytest.fixture(scope="session")
def programs():
    """The names of programs.py."""
    return SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("programs.py"))))
