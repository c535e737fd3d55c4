"""What is installed is what is needed, and the package carries what it promises."""

import ast
import importlib.metadata
import re
import sys
import tomllib
from pathlib import Path

from pellucid.core.version import VERSION

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "pellucid"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
MODULES = {"pillow": "PIL", "vl_convert_python": "vl_convert", "scikit_learn": "sklearn"}


def module(requirement: str) -> str:
    """The module that a requirement such as `vl-convert-python>=1.9` brings."""
    name = re.match(r"[\w.-]+", requirement).group().lower().replace("-", "_")
    return MODULES.get(name, name)


def third_party_imports() -> set[str]:
    """The top packages that the source names, in imports and in calls of the lazy loader."""
    found = set()
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add((node.module or "").partition(".")[0])
            elif isinstance(node, ast.Call) and called(node) in {
                "lazy",
                "optional",
                "import_module",
            }:
                found |= {a.value.partition(".")[0] for a in node.args[:1] if is_text(a)}
    return found - set(sys.stdlib_module_names) - {"pellucid", ""}


def called(node: ast.Call) -> str:
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_every_core_dependency_is_used_by_the_package():
    assert {module(r) for r in PROJECT["dependencies"]} - third_party_imports() == set()


def test_every_import_of_the_package_is_declared():
    extras = {
        k: v for k, v in PROJECT["optional-dependencies"].items() if k not in {"dev", "bench"}
    }
    declared = [*PROJECT["dependencies"], *(r for extra in extras.values() for r in extra)]
    assert third_party_imports() - {module(r) for r in declared} == set()


def test_the_version_is_stated_once():
    assert "version" in PROJECT["dynamic"]
    assert ROOT / PYPROJECT["tool"]["hatch"]["version"]["path"] == PACKAGE / "core" / "version.py"
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)
    assert f"\nversion: {VERSION}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\n## {VERSION}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_an_installed_pellucid_has_that_version():
    try:
        installed = importlib.metadata.version("pellucid")
    except importlib.metadata.PackageNotFoundError:  # run from the source tree
        return
    assert installed == VERSION


def test_the_licence_is_apache_2():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert PROJECT["license"] == "Apache-2.0"
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text


def test_the_package_is_typed_and_every_folder_of_it_is_a_package():
    assert (PACKAGE / "py.typed").exists()
    folders = {file.parent for file in PACKAGE.rglob("*.py")}
    assert [str(f.relative_to(ROOT)) for f in folders if not (f / "__init__.py").exists()] == []


def test_every_packaged_table_states_its_licence():
    for table in PACKAGE.rglob("*.csv"):
        beside = [f.name for f in table.parent.iterdir() if f.suffix in {".md", ".txt", ""}]
        assert beside, f"{table.name} has no licence or provenance text beside it"
