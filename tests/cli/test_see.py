"""`pellucid see` runs a script as Python does and shows what its functions became."""

import sys

import pytest

from pellucid.cli import run

SCRIPT = """\
import sys
from pathlib import Path

import numpy as np
import pellucid as pel
import beside


@pel.compile
def small(x):
    return x + 1.0


@pel.compile
def large(x):
    return pel.tanh(x @ x)


if __name__ == "__main__":
    x = np.ones((64, 64), np.float32)
    small(x)
    large(x)
    large(x)
    print("ran", Path(sys.argv[0]).name, beside.VALUE)
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "beside.py").write_text("VALUE = 7\n")
    (tmp_path / "script.py").write_text(SCRIPT)
    yield tmp_path
    sys.modules.pop("beside", None)


def test_the_function_with_most_work_is_shown(here, capsys):
    before = list(sys.argv), list(sys.path)
    assert run(["see", "script.py"]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("ran script.py 7\nlarge: ")
    assert "return pel.tanh(x @ x)" in printed.out
    assert printed.err == "also compiled: small\n"
    assert (list(sys.argv), list(sys.path)) == before


def test_a_function_by_name_as_a_page_and_one_of_its_kernels(here, capsys):
    assert run(["see", "script.py:small", "--out", "page.html", "--kernel", "k0"]) == 0
    printed = capsys.readouterr().out
    assert "small is seen through in page.html" in printed
    assert "LLVM IR" in printed
    assert "small" in (here / "page.html").read_text()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["see", "nowhere.py"], "there is no file 'nowhere.py'"),
        (["see", "script.py:medium"], "no compiled function 'medium'"),
        (["see", "beside.py"], "beside.py called no compiled function"),
        (["see", "script.py", "--kernel", "k77"], "no kernel 'k77'"),
    ],
)
def test_what_cannot_be_shown_is_one_message(here, capsys, arguments, words):
    assert run(arguments) == 2
    assert words in capsys.readouterr().err


def test_a_script_that_fails_shows_its_error_and_what_it_had_compiled(here, capsys):
    (here / "script.py").write_text(SCRIPT.replace("print(", "raise ValueError("))
    assert run(["see", "script.py"]) == 0
    printed = capsys.readouterr()
    assert "ValueError: ('ran'" in printed.err
    assert "large: " in printed.out


def test_a_script_that_fails_early_or_ends_itself(here, capsys):
    (here / "script.py").write_text("raise ValueError('early')\n")
    assert run(["see", "script.py"]) == 2
    assert "failed before it had compiled a function" in capsys.readouterr().err
    (here / "script.py").write_text(SCRIPT + "    sys.exit(3)\n")
    assert run(["see", "script.py"]) == 0
