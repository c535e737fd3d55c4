"""Packages are imported when they are used, and a missing one says what to install."""

import subprocess
import sys

import pytest

from pellucid.core.errors import MissingExtraError
from pellucid.core.lazy import lazy, optional


def run(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout


def test_a_missing_package_names_the_extra_to_install():
    with pytest.raises(MissingExtraError, match=r"pip install pellucid\[serve\]"):
        optional("pellucid_has_no_such_package.part", "serve")


def test_a_package_that_is_there_but_broken_keeps_its_own_error(tmp_path, monkeypatch):
    (tmp_path / "needs_another.py").write_text("import another_package_that_is_missing")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError) as caught:
        optional("needs_another", "serve")
    assert caught.value.name == "another_package_that_is_missing"


def test_an_optional_package_that_is_there_is_the_module_itself():
    assert optional("sys", "serve") is sys


def test_a_lazy_module_is_imported_at_its_first_attribute():
    code = """
import sys
from pellucid.core.lazy import lazy
colorsys = lazy("colorsys")
repr(colorsys)
print("colorsys" in sys.modules)
colorsys.rgb_to_hsv
print("colorsys" in sys.modules)
"""
    assert run(code).split() == ["False", "True"]


def test_a_lazy_module_remembers_what_it_was_asked_for():
    decimal = lazy("decimal")
    assert decimal.Decimal is decimal.Decimal
    assert "Decimal" in vars(decimal)


def test_looking_a_lazy_module_over_imports_nothing():
    assert not hasattr(lazy("pellucid_has_no_such_package"), "__wrapped__")


def test_importing_the_backend_does_not_import_llvmlite():
    modules = "threads, jit, cache, host, peak"
    code = f"""
import sys
from pellucid.backends.llvm import {modules}
print("llvmlite" in sys.modules)
"""
    assert run(code).strip() == "False"
