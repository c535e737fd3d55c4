"""The small networks beside this file, for the tests that train."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest


@pytest.fixture(scope="session")
def networks():
    """The functions of networks.py."""
    return SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("networks.py"))))
