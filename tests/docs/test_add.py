"""The pages on adding things are followed: their differences apply, and what they show runs."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs" / "add").glob("*.md"))
TESTED = {
    "an-op.md": [
        "tests/ops/test_native.py", "tests/autodiff/test_finite_differences.py",
        "tests/ops/test_batched.py", "-k", "cube",
    ]
}  # fmt: skip
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git applies the differences")


def blocks(page, kind):
    return re.findall(rf"```{kind}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


def run(folder, *command, given=None):
    environment = {**os.environ, "PYTHONPATH": str(folder / "src")}
    return subprocess.run(
        command, cwd=folder, input=given, capture_output=True, text=True, check=False,
        env=environment,
    )  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """A copy of the library and its tests, as it is before anything is added."""
    folder = tmp_path_factory.mktemp("library")
    for name in ("src", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    return folder


@needs_git
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_is_followed(page, library):
    (difference,), (example,) = blocks(page, "diff"), blocks(page, "python")
    before = run(library, sys.executable, "-W", "error", "-c", example)
    assert before.returncode != 0, "the page shows what is there already"
    done = run(library, "git", "apply", "--recount", "-", given=difference)
    assert done.returncode == 0, done.stderr
    done = run(library, sys.executable, "-W", "error", "-c", example)
    assert done.returncode == 0, done.stderr
    if page.name in TESTED:
        done = run(
            library, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
            *TESTED[page.name],
        )  # fmt: skip
        assert done.returncode == 0, done.stdout
        assert " passed" in done.stdout


def test_there_is_a_page_for_each():
    assert [p.name for p in PAGES] == ["a-layer.md", "a-loss.md", "an-op.md", "an-optimiser.md"]
