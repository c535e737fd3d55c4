"""The commands for experiments: train, test, time, summary, runs, look, devices."""

import json
from pathlib import Path
from typing import Any

import click
import numpy as np

from pellucid.backends.llvm.host import host, usable_cores
from pellucid.core.errors import FileError
from pellucid.core.lazy import lazy
from pellucid.train import History

experiments: Any = lazy("pellucid.experiments")
building: Any = lazy("pellucid.experiments.building")
words: Any = lazy("pellucid.experiments.words")
networks: Any = lazy("pellucid.report.looking")

file_argument = click.argument("file", type=click.Path(dir_okay=False))
changes_option = click.option(
    "--set", "changes", multiple=True, metavar="KEY=VALUE", help="As in train.epochs=3; repeatable."
)


@click.command()
@file_argument
@click.option("--out", help="The run's folder; started again, a run goes on.")
@click.option("--runs", "into", help="A folder for a run named by FILE and what was changed.")
@click.option("--md", type=click.Path(dir_okay=False), help="Append the result to a table.")
@click.option("--record", type=click.Path(file_okay=False), help="Note the result in this folder.")
@click.option("--quiet", "-q", is_flag=True, help="Print nothing but the result.")
@changes_option
def train(
    file: str, changes: tuple[str, ...], *, out: str | None, into: str | None, md: str | None,
    record: str | None, quiet: bool,
) -> None:  # fmt: skip
    """Train the experiment in FILE and say what it scores on its test rows."""
    experiment = experiments.load_experiment(file, changes)
    if out is None and into is not None:
        out = str(Path(into) / experiments.run_name(experiment))
    found = experiments.run_experiment(experiment, out, progress=not quiet)
    if record is not None:
        place = Path(record).expanduser()
        place.mkdir(parents=True, exist_ok=True)
        found.save(place / f"{Path(file).stem}.json")
    if md is not None:
        with open(md, "a", encoding="utf-8") as stream:
            stream.write(found.row() + "\n")
    click.echo(str(found))
    if not found.passed:
        raise click.exceptions.Exit(1)


@click.command()
@file_argument
@click.argument("folder")
@changes_option
def test(file: str, folder: str, changes: tuple[str, ...]) -> None:
    """Test the model that a run of the experiment in FILE has left in FOLDER."""
    experiment = experiments.load_experiment(file, changes)
    click.echo(str(experiments.test_experiment(experiment, folder)))


@click.command("time")
@file_argument
@click.option("--repetitions", default=10, help="Calls of each layer; the median counts.")
@changes_option
def time_layers(file: str, repetitions: int, changes: tuple[str, ...]) -> None:
    """Time every layer of the network in FILE on one batch, forward and backward."""
    experiment = experiments.load_experiment(file, changes)
    rows = experiments.time_experiment(experiment, repetitions=repetitions)
    width = max([len("layer"), *(len(row.path) for row in rows)])
    click.echo(f"{'layer':<{width}}  {'kind':<18} {'forward, ms':>12} {'backward, ms':>13}")
    for row in rows:
        click.echo(
            f"{row.path:<{width}}  {row.kind:<18} {row.forward:>12.3f} {row.backward:>13.3f}"
        )
    total = [sum(getattr(row, side) for row in rows) for side in ("forward", "backward")]
    click.echo(f"{'all':<{width}}  {'':<18} {total[0]:>12.3f} {total[1]:>13.3f}")


@click.command()
@file_argument
@changes_option
def summary(file: str, changes: tuple[str, ...]) -> None:
    """Print the layers of the network in FILE: shapes, parameters, operations."""
    experiment = experiments.load_experiment(file, changes)
    rows = experiments.load_rows(experiment.data)
    with words.within_section(experiment, "model"):
        model = building.build_model(experiment.model, rows.sizes)
    click.echo(str(model.summary(np.zeros((1, *rows.x.shape[1:]), rows.x.dtype))))


@click.command()
@click.argument("folder", default="runs")
@click.option("--out", help="A page with the curves of all of them.")
def runs(folder: str, out: str | None) -> None:
    """Compare the runs below FOLDER: what each has reached, best first."""
    found = []
    for file in sorted(Path(folder).expanduser().glob("**/history.jsonl")):
        history = History.load(file)
        outcome = file.parent / "outcome.json"
        title = json.loads(outcome.read_text("utf-8"))["title"] if outcome.is_file() else ""
        if len(history):
            found.append((str(file.parent), title, len(history), history.rows[-1]))
    if not found:
        raise FileError(f"there is no run below {folder!r}", fix="pellucid train FILE --out FOLDER")
    keys = ["validation_accuracy", "validation_loss", "loss"]
    key = next(k for k in keys if any(k in row for *_, row in found))
    found.sort(key=lambda run: run[3].get(key, float("nan")), reverse=key.endswith("accuracy"))
    width = max(len(name) for name, *_ in found)
    for name, title, epochs, row in found:
        click.echo(
            f"{name:<{width}}  {key} {row.get(key, float('nan')):.4f}  {epochs} epochs  {title}"
        )
    if out is not None:
        click.echo(str(networks.runs_page(folder, out)))


@click.command()
@file_argument
@click.argument("folder")
@click.option("--out", default="network.html", help="The page to write.")
@changes_option
def look(file: str, folder: str, out: str, changes: tuple[str, ...]) -> None:
    """Write a page about the network that a run of FILE has left in FOLDER: its layers, weights,
    activations, gradients and curves."""
    experiment = experiments.load_experiment(file, changes)
    click.echo(str(networks.look(experiment, folder, out)))


@click.command()
def devices() -> None:
    """Say what Pellucid can compute on here."""
    here = host()
    caches = ", ".join(f"{size // 1024:,} KiB" for size in (here.l1, here.l2, here.l3))
    click.echo(f"cpu: {here.cpu} ({here.machine}), {usable_cores()} cores usable")
    click.echo(f"     vectors of {here.vector_bytes} bytes; caches of {caches}")


COMMANDS = (train, test, time_layers, summary, runs, look, devices)
