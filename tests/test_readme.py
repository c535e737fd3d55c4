"""What the README tells people to type works. Its Python blocks are run through conftest.py."""

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^```sh\n(.+?)\n```$", README, flags=re.MULTILINE | re.DOTALL)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def parts(command: str) -> list[list[str]]:
    """The words of each command of a `&&` chain."""
    return [shlex.split(part) for part in command.split("&&")]


def test_there_are_two_commands_of_one_line_each():
    assert len(COMMANDS) == 2
    assert all("\n" not in command for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_makes_its_own_environment_and_installs_into_it(command):
    environment, install, job = parts(command)
    assert environment == ["python3", "-m", "venv", ".venv"]
    assert install[:2] == [".venv/bin/pip", "install"]
    assert job[0].startswith(".venv/bin/")


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_installed_is_what_the_project_offers(command):
    target = parts(command)[1][-1]
    folder, extras = re.fullmatch(r"(\.)(?:\[([\w,]+)\])?", target).groups()
    assert folder == "."
    assert set(extras.split(",") if extras else []) <= set(PROJECT["optional-dependencies"])


def test_the_test_command_finds_its_plugins_in_the_extra_it_installs():
    job = parts(COMMANDS[1])[2]
    development = PROJECT["optional-dependencies"]["dev"]
    assert job[1:3] == ["-m", "pytest"]
    assert "-n" not in job or any(r.startswith("pytest-xdist") for r in development)


def test_the_main_job_is_the_console_script_of_the_project():
    assert Path(parts(COMMANDS[0])[2][0]).name in PROJECT["scripts"]


def test_the_main_job_trains_and_ends_with_one_sentence_about_the_score(tmp_path):
    arguments = parts(COMMANDS[0])[2][1:]
    done = subprocess.run(
        [sys.executable, "-c", "from pellucid.cli import main; main()", *arguments],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "accura" in done.stdout
    assert [*tmp_path.rglob("model.safetensors")], "the model was saved"
    assert [*tmp_path.rglob("report.html")], "and its report"
