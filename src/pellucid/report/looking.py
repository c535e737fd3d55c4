"""Pages about runs of experiments: of the network one has left, and of the curves of many."""

from pathlib import Path
from typing import Any

from pellucid.core.errors import FileError
from pellucid.experiments import Experiment, find_runs
from pellucid.experiments.running import data_of, made_ready
from pellucid.formats.atomic import write_atomically
from pellucid.formats.state import load_state
from pellucid.report.networks import STYLE, curve_figures, network_page
from pellucid.train.history import History


def look(experiment: Experiment, folder: str | Path, out: str | Path) -> Path:
    """The page about the network that a run has left in a folder."""
    place = Path(folder).expanduser()
    file = place / "model.safetensors"
    if not file.is_file():
        raise FileError(f"there is no trained model in {str(folder)!r}", fix="train it first")
    parts = made_ready(experiment)
    parts.trained.load_state_dict(load_state(file))
    parts.trained.eval()
    batch = tuple(x[:64] for x in data_of(parts)[1])
    return network_page(
        out, parts.trained, batch,
        loss=None if experiment.train.loss == "objective" else parts.loss,
        histories={place.name: History.load(place / "history.jsonl")}, title=experiment.title,
    )  # fmt: skip


def runs_page(folder: str | Path, out: str | Path) -> Path:
    """The page with the curves of all runs below a folder."""
    place = Path(folder).expanduser()
    histories: dict[str, Any] = {
        place.name if run.folder == place else str(run.folder.relative_to(place)): run.history
        for run in find_runs(place)
    }
    return write_atomically(
        out,
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Runs</title>'
        f"<style>{STYLE}</style><h1>Runs</h1>\n{curve_figures(histories)}</html>\n",
    )
