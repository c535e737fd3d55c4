"""What every test starts from; and the examples in docstrings, the README and the docs as tests."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
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
    """Give workers one test at a time, but whole a document, whose examples build on each other,
    and a file with a fixture for all its tests, so that only one worker makes it."""
    from xdist.scheduler import LoadScopeScheduling  # here, because tests may run without xdist

    class ByFixture(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            path, _, name = nodeid.partition("::")
            whole = name.startswith("sybil:") or has_fixture_for_all(config.rootpath / path)
            return path if whole else nodeid

    return ByFixture(config, log)


@cache
def has_fixture_for_all(file: Path) -> bool:
    """Whether a file of tests makes something once for all of them."""
    return '@pytest.fixture(scope="module")' in file.read_text(encoding="utf-8")


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
