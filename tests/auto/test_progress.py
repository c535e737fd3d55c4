"""What a person sees of a training suits the place where it is seen."""

import io
import sys

import pytest

from pellucid.auto.training import progress
from pellucid.auto.training.progress import Lines, LiveLine, Silence, measures, narrator
from pellucid.auto.training.recipe import Round

ROUNDS = [Round(i, 300, 1.0 / i, 0.5, 0.25) for i in range(1, 301)]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_log_gets_the_first_and_last_epoch_and_few_between(monkeypatch, capsys):
    clock = iter(i * 0.1 for i in range(10_000))
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    with narrator(True) as teller:
        assert isinstance(teller, Lines)
        teller.say("hello")
        for found in ROUNDS:
            teller.watch(found)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "hello"
    assert lines[1].startswith("  epoch   1/300  loss 1.0000 / 0.5000  error 0.2500")
    assert lines[-1].startswith("  epoch 300/300")
    assert 5 <= len(lines) <= 12


def test_a_terminal_gets_one_line_that_changes(monkeypatch):
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with narrator(True) as teller:
        assert isinstance(teller, LiveLine)
        teller.say("hello [bold]you")
        for found in ROUNDS:
            teller.watch(found)
    assert "hello [bold]you" in screen.getvalue()
    assert "300/300" in screen.getvalue()


def test_who_wants_silence_gets_it(capsys):
    with narrator(False) as teller:
        assert isinstance(teller, Silence)
        teller.say("hello")
        teller.watch(ROUNDS[0])
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("unknown", [float("nan")])
def test_without_rows_of_validation_only_the_loss_is_told(unknown):
    assert measures(Round(1, 2, 0.5, unknown, unknown)) == "loss 0.5000"
