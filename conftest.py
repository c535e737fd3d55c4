"""What every test starts from; and the examples in docstrings, the README and the docs as tests."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from sybil import Sybil
from sybil.document import PythonDocStringDocument
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser, SkipParser as CommentSkipParser

CACHE = "PELLUCID_CACHE"
OWN_CACHE = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    """Give the run, its workers and what they start a cache of compiled objects of its own."""
    if CACHE not in os.environ:
        os.environ[CACHE] = config.stash[OWN_CACHE] = tempfile.mkdtemp(prefix="pellucid-tests-")
    import_module("pellucid")  # whole, before single files: `pel.tensor` is a function


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove that cache."""
    if (folder := config.stash.get(OWN_CACHE, None)) is not None:
        del os.environ[CACHE]
        shutil.rmtree(folder, ignore_errors=True)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give workers one test at a time, but a document whole: its examples build on each other."""
    from xdist.scheduler import LoadScopeScheduling  # here, because tests may run without xdist

    class ByDocument(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            path, _, name = nodeid.partition("::")
            return path if name.startswith("sybil:") else nodeid

    return ByDocument(config, log)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty folder to work in, so that what an example saves does not stay in the checkout."""
    before, folder = Path.cwd(), tmp_path_factory.mktemp("examples")
    os.chdir(folder)
    yield folder
    os.chdir(before)


# Examples of what an extra brings run where it is installed.
WITHOUT = [] if find_spec("sklearn") else ["auto/estimators.py"]

docstrings = Sybil(
    name="docstrings",
    parsers=[DocTestParser(), CommentSkipParser()],
    path="src/pellucid",
    pattern="*.py",
    excludes=WITHOUT,
    document_types={".py": PythonDocStringDocument},
    fixtures=["elsewhere"],
)
pages = Sybil(
    name="pages",
    parsers=[PythonCodeBlockParser(), SkipParser()],
    patterns=["README.md", "ARCHITECTURE.md", "docs/*.md", "docs/**/*.md"],
    fixtures=["elsewhere"],
)
pytest_collect_file: Any = (docstrings + pages).pytest()
