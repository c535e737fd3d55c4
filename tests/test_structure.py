"""The house rules that a program can check."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "pellucid"
FILES = sorted(PACKAGE.rglob("*.py"))
LOADED_WHEN_USED = {
    "llvmlite", "duckdb", "altair", "vl_convert", "jinja2", "click", "rich", "nanoarrow", "PIL",
    "numpy.random", "pellucid.backends.llvm", "pellucid.nn", "pellucid.train", "pellucid.auto",
}  # fmt: skip
VAGUE_NAMES = {"util", "utils", "helper", "helpers", "common", "misc", "base"}
UNSAFE_MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve"}
UNSAFE_CALLS = {"eval", "exec", "compile", "__import__"}
UNSAFE_ARGUMENTS = {"shell", "allow_pickle"}


@cache
def trees() -> dict[Path, ast.Module]:
    return {file: ast.parse(file.read_text(encoding="utf-8"), str(file)) for file in FILES}


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


def test_a_file_has_at_most_400_lines():
    lengths = {where(file): len(file.read_text(encoding="utf-8").splitlines()) for file in FILES}
    assert {file: length for file, length in lengths.items() if length > 400} == {}


def test_a_module_says_what_it_is_for():
    assert [where(file) for file, tree in trees().items() if not ast.get_docstring(tree)] == []


def test_nothing_runs_code_that_came_as_data():
    unsafe = [
        f"{where(file)}:{node.lineno}"
        for file, tree in trees().items()
        for own in [defined_names(tree)]
        for node in ast.walk(tree)
        if is_unsafe(node, own)
    ]
    assert unsafe == []


def where(file: Path) -> str:
    """A file of the package as messages name it."""
    return str(file.relative_to(ROOT))


def is_unsafe(node: ast.AST, own: set[str]) -> bool:
    """Whether a node imports, calls or switches on what could run code that came as data, where
    `own` are the names that the file itself gives a meaning."""
    if isinstance(node, ast.Call):
        switched_on = any(is_switched_on(keyword) for keyword in node.keywords)
        return called(node) in UNSAFE_CALLS - own or switched_on
    return bool(UNSAFE_MODULES & imported(node))


def called(node: ast.Call) -> str:
    """The bare name that is called, or an empty string for a method."""
    return node.func.id if isinstance(node.func, ast.Name) else ""


def is_switched_on(keyword: ast.keyword) -> bool:
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


def defined_names(tree: ast.Module) -> set[str]:
    """The names that a file itself defines or imports: a `compile` of our own is not Python's."""
    top = tree.body
    aliases = (n.names for n in top if isinstance(n, ast.Import | ast.ImportFrom))
    return {n.name for n in top if isinstance(n, ast.FunctionDef | ast.ClassDef)} | {
        alias.asname or alias.name for group in aliases for alias in group
    }


def test_a_file_is_named_after_what_is_in_it():
    vague = [where(f) for f in FILES if f.stem.rstrip("0123456789_") in VAGUE_NAMES]
    assert vague == []


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
