"""The table of samples beside this file."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest


@pytest.fixture(scope="session")
def samples():
    """The names of samples.py."""
    return SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("samples.py"))))
