"""The house rules that a program can check."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "pellucid"
FILES = sorted(PACKAGE.rglob("*.py"))
EVERY_FILE = pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(PACKAGE)))

LOADED_WHEN_USED = {
    "llvmlite", "duckdb", "altair", "vl_convert", "jinja2", "click", "rich", "nanoarrow", "PIL",
    "numpy.random", "pellucid.backends.llvm", "pellucid.nn", "pellucid.train", "pellucid.auto",
}  # fmt: skip
VAGUE_NAMES = {"util", "utils", "helper", "helpers", "common", "misc", "base"}
UNSAFE_MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve"}
UNSAFE_CALLS = {"eval", "exec", "compile", "__import__"}
UNSAFE_ARGUMENTS = {"shell", "allow_pickle"}


def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def run(program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What a fresh interpreter, started in a folder, says to a program."""
    return subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False
    )


def test_importing_pellucid_loads_nothing_heavy():
    done = run(
        "import sys, pellucid; print(*sys.modules)",
        PACKAGE.parent,
    )
    assert done.returncode == 0, done.stderr
    assert not LOADED_WHEN_USED & set(done.stdout.split())


@EVERY_FILE
def test_a_file_has_at_most_400_lines(file):
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 400


@EVERY_FILE
def test_a_module_says_what_it_is_for(file):
    assert ast.get_docstring(tree(file))


@EVERY_FILE
def test_nothing_runs_code_that_came_as_data(file):
    own = defined_names(file)
    for node in ast.walk(tree(file)):
        where = f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
        assert not UNSAFE_MODULES & imported(node), where
        if isinstance(node, ast.Call):
            assert called(node) not in UNSAFE_CALLS - own, where
            assert not [k for k in node.keywords if is_unsafe(k)], where


def called(node: ast.Call) -> str:
    """The bare name that is called, or an empty string for a method."""
    return node.func.id if isinstance(node.func, ast.Name) else ""


def is_unsafe(keyword: ast.keyword) -> bool:
    """Whether a keyword argument is one of the unsafe ones and anything but a literal False."""
    switched_off = isinstance(keyword.value, ast.Constant) and keyword.value.value is False
    return keyword.arg in UNSAFE_ARGUMENTS and not switched_off


def imported(node: ast.AST) -> set[str]:
    """The top packages that an import statement names."""
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.module:
        return {node.module.partition(".")[0]}
    return set()


def defined_names(file: Path) -> set[str]:
    """The names that a file itself defines or imports: a `compile` of our own is not Python's."""
    top = tree(file).body
    aliases = (n.names for n in top if isinstance(n, ast.Import | ast.ImportFrom))
    return {n.name for n in top if isinstance(n, ast.FunctionDef | ast.ClassDef)} | {
        alias.asname or alias.name for group in aliases for alias in group
    }


@EVERY_FILE
def test_a_file_is_named_after_what_is_in_it(file):
    assert file.stem.rstrip("0123456789_") not in VAGUE_NAMES


def test_the_map_names_files_that_exist():
    """Every path in ARCHITECTURE.md is one of the package or of the repository."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = re.findall(r"`([\w.-]+(?:/[\w.-]*)+|[\w-]+\.py)`", text)
    lost = [n for n in named if not (PACKAGE / n).exists() and not (ROOT / n).exists()]
    assert lost == []


def test_the_layers_hold():
    """Every contract of the import linter, as configured in pyproject.toml."""
    done = run(
        "import sys; sys.path.insert(0, 'src'); from importlinter.cli import lint_imports;"
        "raise SystemExit(lint_imports(no_cache=True))",
        ROOT,
    )
    assert done.returncode == 0, done.stdout + done.stderr
