"""The commands for experiments: train, test, time, summary, runs, look, devices."""

from pathlib import Path
from typing import Any

import click

from pellucid.backends.llvm.host import host, usable_cores
from pellucid.core.lazy import lazy

experiments: Any = lazy("pellucid.experiments")
building: Any = lazy("pellucid.experiments.building")
words: Any = lazy("pellucid.experiments.words")
networks: Any = lazy("pellucid.report.looking")

runs_of: Any = lazy("pellucid.experiments.runs")
timing: Any = lazy("pellucid.experiments.timing")

file_argument = click.argument("file", type=click.Path())
STOPPED = 130
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
    try:
        found = experiments.run_experiment(experiment, out, progress=not quiet)
    except experiments.StoppedError as error:
        click.echo(f"{error.what}; {error.given}", err=True)
        raise click.exceptions.Exit(STOPPED) from None
    if out is not None:
        networks.runs_page(out, Path(out).expanduser() / "curves.html")
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
@click.argument("folder", required=False)
@click.option("--best", is_flag=True, help="The weights of the best epoch, where they were kept.")
@changes_option
def test(file: str, folder: str | None, changes: tuple[str, ...], *, best: bool) -> None:
    """Test the model that a run of the experiment in FILE has left in FOLDER; FILE may be the
    run's folder itself."""
    experiment = experiments.load_experiment(file, changes)
    weights = "best.safetensors" if best else "model.safetensors"
    click.echo(str(experiments.test_experiment(experiment, folder or file, weights=weights)))


@click.command("time")
@file_argument
@click.option(
    "--repetitions", type=click.IntRange(min=1), default=10,
    help="Calls of each layer; the median counts.",
)  # fmt: skip
@changes_option
def time_layers(file: str, repetitions: int, changes: tuple[str, ...]) -> None:
    """Time every layer of the network in FILE on one batch, forward and backward. FILE may be a
    run's folder."""
    experiment = experiments.load_experiment(file, changes)
    *rows, whole = timing.time_experiment(experiment, repetitions=repetitions)
    total = timing.LayerTime(
        "sum", "", sum(row.forward for row in rows), sum(row.backward for row in rows)
    )
    width = max(len(row.path) for row in (*rows, whole))
    click.echo(f"{'layer':<{width}}  {'kind':<18} {'forward, ms':>12} {'backward, ms':>13}")
    for row in (*rows, total, whole):
        click.echo(
            f"{row.path:<{width}}  {row.kind:<18} {row.forward:>12.3f} {row.backward:>13.3f}"
        )


@click.command()
@file_argument
@changes_option
def summary(file: str, changes: tuple[str, ...]) -> None:
    """Print the layers of the network in FILE: shapes, parameters, operations. FILE may be a run's
    folder."""
    experiment = experiments.load_experiment(file, changes)
    click.echo(str(timing.summarize_experiment(experiment)))


@click.command()
@click.argument("folder", default="runs")
@click.option("--by", help="The number of the last epoch to compare by; else the accuracy or loss.")
@click.option("--out", help="A page with the curves of all of them.")
def runs(folder: str, by: str | None, out: str | None) -> None:
    """Compare the runs below FOLDER: what each has reached, best first."""
    found = experiments.find_runs(folder)
    for line in runs_of.table(found, runs_of.compared_by(found, by)):
        click.echo(line)
    if out is not None:
        click.echo(str(networks.runs_page(folder, out)))


@click.command()
@file_argument
@click.argument("folder", required=False)
@click.option("--out", default="network.html", help="The page to write.")
@changes_option
def look(file: str, folder: str | None, out: str, changes: tuple[str, ...]) -> None:
    """Write a page about the network that a run of FILE has left in FOLDER: its layers, weights,
    activations, gradients and curves. FILE may be the run's folder itself."""
    experiment = experiments.load_experiment(file, changes)
    click.echo(str(networks.look(experiment, folder or file, out)))


@click.command()
def devices() -> None:
    """Say what Pellucid can compute on here."""
    here = host()
    caches = ", ".join(f"{size // 1024:,} KiB" for size in (here.l1, here.l2, here.l3))
    click.echo(f"cpu: {here.cpu} ({here.machine}), {usable_cores()} cores usable")
    click.echo(f"     vectors of {here.vector_bytes} bytes; caches of {caches}")


COMMANDS = (train, test, time_layers, summary, runs, look, devices)
