"""Progress is a live line on a terminal, plain lines in a log, and nothing when not wanted."""

import os
import re
import subprocess
import sys
import time
from io import StringIO
from itertools import pairwise

import pytest

from pellucid import nn, train
from pellucid.train import progress
from pellucid.train.training import Training


def run(networks, *, epochs=3, **options):
    model, optimizer = networks.perceptron()
    train.fit(
        model,
        optimizer,
        nn.cross_entropy,
        networks.points(),
        epochs=epochs,
        validation=networks.points(20),
        **options,
    )


def test_a_log_has_one_plain_line_for_an_epoch(networks, capsys, monkeypatch):
    monkeypatch.setattr(progress, "INTERVAL", 0.0)
    run(networks)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    form = r"epoch {}/3  loss [\d.]+  validation_loss [\d.]+  [\d.]+ s"
    assert all(re.fullmatch(form.format(n + 1), line) for n, line in enumerate(lines))


def test_short_epochs_do_not_flood_a_log_and_the_last_is_always_there(networks, capsys):
    start = time.monotonic()
    run(networks, epochs=40)
    seconds = time.monotonic() - start
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) <= 2 + seconds / 0.25
    assert lines[-1].startswith("epoch 40/40")


def test_silence_is_possible(networks, capsys):
    run(networks, progress=False)
    assert capsys.readouterr().out == ""


def test_an_early_stop_is_said(networks, capsys):
    class Enough(train.Callback):
        def on_epoch_end(self, run):
            run.stop("it is enough")

    run(networks, callbacks=[Enough()])
    assert capsys.readouterr().out.splitlines()[-1] == "stopped: it is enough"


class Terminal(StringIO):
    def isatty(self):
        return True


def watched_run(stream, steps, pause=0.0):
    """A run of two epochs, as its bar sees it."""
    bar = progress.progress_to(stream)
    assert isinstance(bar, progress.Bar)
    run = Training(model=None, optimizer=None, epochs=2, length=steps)
    bar.on_fit_start(run)
    for _ in range(2):
        for _ in range(steps):
            run.end_step(FakeLoss(), 1)
            bar.on_step_end(run)
            time.sleep(pause)
        run.end_epoch({"validation_loss": 0.25})
        bar.on_epoch_end(run)
    return bar, run


class FakeLoss:
    def item(self):
        return 0.5


def test_a_terminal_has_one_live_line(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "150")
    stream = Terminal()
    bar, run = watched_run(stream, 10)
    bar.on_fit_end(run)
    text = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", stream.getvalue())
    last = text.replace("\r", "\n").strip().splitlines()[-1]
    assert last.startswith("epoch 2/2")
    assert "100%" in last
    assert "loss 0.5  validation_loss 0.25" in last


def test_a_terminal_is_drawn_at_most_four_times_a_second(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    drawn = []
    draw = progress.Bar.draw
    monkeypatch.setattr(progress.Bar, "draw", lambda *a: drawn.append(time.monotonic()) or draw(*a))
    bar, _ = watched_run(Terminal(), 200, pause=0.002)
    bar.close()
    gaps = [b - a for a, b in pairwise(drawn)]
    assert len(drawn) >= 2
    assert min(gaps) >= 0.24


def test_an_error_gives_the_terminal_back(networks, monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    monkeypatch.setattr(sys, "stdout", stream)

    class Break(train.Callback):
        def on_step_end(self, run):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(networks, callbacks=[Break()])
    assert stream.getvalue().count("\x1b[?25l") == stream.getvalue().count("\x1b[?25h") == 1


def test_rich_is_not_loaded_for_plain_lines(tmp_path):
    program = (
        "import sys, numpy as np\nfrom pellucid import nn, optim, train\n"
        "model = nn.Linear(1, 1)\nx = np.ones((4, 1))\n"
        "train.fit(model, optim.SGD(model.parameters(), lr=0.1), nn.mse_loss, (x, x), epochs=1)\n"
        "assert 'rich' not in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=dict(os.environ),
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("epoch 1/1  loss")
