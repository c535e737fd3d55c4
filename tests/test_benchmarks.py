"""The benchmarks run: every workload takes its first steps, and the figures are judged."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).parents[1] / "benchmarks"
WORKLOADS = sorted(f.stem for f in (FOLDER / "workloads").glob("[a-z]*.py"))


@pytest.fixture
def run(monkeypatch):
    """The module benchmarks/run.py."""
    monkeypatch.syspath_prepend(str(FOLDER))
    import run

    return run


@pytest.mark.parametrize("name", WORKLOADS)
def test_a_workload_gives_the_same_numbers_every_time(name, monkeypatch):
    monkeypatch.syspath_prepend(str(FOLDER))
    workload = __import__(f"workloads.{name}", fromlist=["W"])
    assert workload.__name__.endswith(workload.NAME)
    first, second = workload.batches(), workload.batches()
    for (x, y), (again_x, again_y) in zip(first, second, strict=True):
        assert x.dtype in (np.float32, np.int64)  # pictures and tables, or symbols
        assert y.dtype == np.int64
        assert len(x) == len(y) == workload.BATCH
        assert np.array_equal(x, again_x)
        assert np.array_equal(y, again_y)
    weights, again = workload.init_params(), workload.init_params()
    assert all(np.array_equal(w, again[k]) and w.dtype == np.float32 for k, w in weights.items())


def running(name):
    """The workload, marked slow where a run takes a gigabyte."""
    return pytest.param(name, marks=[pytest.mark.slow] if name == "alexnet" else [])


@pytest.mark.parametrize("name", [running(name) for name in WORKLOADS])
def test_pellucid_runs_a_workload(name, monkeypatch):
    monkeypatch.syspath_prepend(str(FOLDER))
    workload = __import__(f"workloads.{name}", fromlist=["W"])
    commands = [{"do": "setup"}, {"do": "losses", "count": 5}]
    done = subprocess.run(
        [sys.executable, str(FOLDER / "worker.py"), "ours", name],
        input="".join(json.dumps(c) + "\n" for c in commands),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert not [a["error"] for a in answers if "error" in a]
    losses = [*answers[0]["losses"], *answers[1]["losses"]]
    assert np.isfinite(losses).all()
    if workload.KIND == "train":
        assert losses[-1] < losses[0]


@pytest.mark.parametrize("name", WORKLOADS)
def test_pellucid_and_torch_have_the_same_workloads(name):
    assert (FOLDER / "ours" / f"{name}.py").exists()
    assert (FOLDER / "peers" / "torch" / f"{name}.py").exists()


def test_losses_that_start_elsewhere_or_do_not_fall_are_named(run):
    results = {
        "ours": run.Result(losses=[0.7, 0.6], rounds=[0.001]),
        "torch": run.Result(losses=[0.7, 0.7], rounds=[0.002]),
        "torch_cl": run.Result(losses=[0.8, 0.6], rounds=[0.002]),
    }
    run.judge(results)
    assert not results["ours"].trouble
    assert "does not fall" in results["torch"].trouble
    assert "first loss" in results["torch_cl"].trouble
    assert run.table({"lenet": results}).count("FAILED") == 2


def test_an_unknown_workload_is_refused_with_the_known_ones(run, capsys):
    with pytest.raises(SystemExit):
        run.read_options(["lennet"])
    assert "lenet" in capsys.readouterr().err
