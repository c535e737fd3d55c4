"""The commands. Each calls one public function; what takes long to import is imported inside it."""

import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import click

from pellucid.cli import experiments, models
from pellucid.cli.failures import guarded
from pellucid.cli.rows import as_csv
from pellucid.core.errors import ArgumentError
from pellucid.core.lazy import lazy
from pellucid.core.settings import using
from pellucid.core.version import VERSION
from pellucid.formats.atomic import write_atomically

auto: Any = lazy("pellucid.auto")
benchmark: Any = lazy("pellucid.cli.bench")
seeing: Any = lazy("pellucid.cli.see")

threads_option = click.option(
    "--threads", type=click.IntRange(min=1), help="Processor cores to use; all of them unless told."
)
model_argument = click.argument("model")


@click.group(
    help="Deep learning that you can see through: a table in, an explained network out.",
    epilog="Example: pellucid fit titanic.csv --target survived",
    context_settings={"help_option_names": ["-h", "--help"], "show_default": True},
)
@click.option("--debug", is_flag=True, help="Show where in the code an unexpected failure arose.")
def app(debug: bool) -> None:
    """The commands; `run` acts on the option before a command is chosen."""


@app.command()
@click.argument("data", required=False)
@click.option(
    "--target", multiple=True, help="The column to predict; guessed when not given, repeatable."
)
@click.option("--task", help="binary, multiclass, ordinal, regression, labels; else guessed.")
@click.option("--time", default="60s", help="What it may take: 60s, 5m, 1.5h.")
@click.option(
    "--quality",
    default="good",
    help="quick: one network; good: one for each of five folds; best: two kinds of them.",
)
@click.option(
    "--metric", help="What chooses the best round: accuracy, AUC, log loss, RMSE, MAE ..."
)
@click.option("--weights", help="The column that says how much each row counts.")
@click.option("--group", help="The column whose rows stay on one side of every split.")
@click.option("--order-by", help="The column by which the newest rows are the test.")
@click.option(
    "--rivals",
    multiple=True,
    help="Another model for the report: linear, boosting, tree, forest, svm, neighbours; "
    "repeatable.",
)
@click.option("--search", help="Trials, or a time such as 10m, for a better recipe before the fit.")
@click.option("--seed", default=0, help="The same seed gives the same model.")
@click.option(
    "--kind", help="table, pictures, text, series or sequences; recognised, and said, if not given."
)
@click.option("--picture-column", help="The column of paths, where a table names pictures.")
@click.option("--text-column", help="The column of texts, where those alone are read.")
@click.option("--time-column", help="The column of dates, where series are to be continued.")
@click.option("--series", help="The column that tells several series apart.")
@click.option("--horizon", type=int, help="How many steps of series to forecast.")
@click.option("--known-ahead", multiple=True, help="A column known for the future; repeatable.")
@click.option("--out", help="The folder to save the model in; else DATA's name with .pellucid.")
@click.option("--config", help="A run.toml: make that model again, as `repeat` does.")
@threads_option
@click.option("--quiet", "-q", is_flag=True, help="Print nothing but the last sentence.")
def fit(
    data: str | None,
    out: str | None,
    config: str | None,
    threads: int | None,
    *,
    target: tuple[str, ...],
    quiet: bool,
    **how: Any,
) -> None:
    """Train a network, save it with its report, and say how good it is.

    DATA is a CSV, TSV, Excel, Parquet or JSON lines file, or a folder with one of pictures or .txt
    files for each class; without one, a table of penguins.
    """
    if config is not None:
        with on(threads):
            models.repeated(config, data, out, quiet=quiet)
        return
    folder = Path(out if out is not None else default_folder(data))
    with on(threads):
        how["target"] = list(target) or None
        model = auto.fit(data, out=folder, progress=not quiet, **how)
    if not quiet:
        tell(f"\nsaved in {folder}; the report is {folder / 'report.html'}")
    click.echo(str(model))


@app.command()
@model_argument
@click.argument("data")
@click.option("--out", help="A CSV file to write; else the standard output.")
@threads_option
def predict(model: str, data: str, out: str | None, threads: int | None) -> None:
    """Predict rows: CSV with a line for each row, in order, and the probability of each class.

    MODEL is the folder of a saved model, DATA a table with rows to predict.
    """
    with on(threads):
        found = auto.load_model(model).answers(data)
    for note in found.notes:
        tell(f"note: {note}")
    text = as_csv(found)
    if out is None:
        click.echo(text, nl=False)
    else:
        write_atomically(out, text)


@app.command()
@click.argument("script", metavar="FILE.py[:FUNCTION]")
@click.option("--out", help="An HTML file to write, with every level side by side.")
@click.option("--kernel", help="Print one kernel, down to its instructions, such as k3.")
@threads_option
def see(script: str, out: str | None, kernel: str | None, threads: int | None) -> None:
    """Run a script, and show what a compiled function of it became: graph, kernels and why, loops,
    memory, time.

    FUNCTION is its name; without one, the compiled function with most work.
    """
    with on(threads):
        sight, others = seeing.sight_in(script)
    if out is not None:
        click.echo(f"{sight.function} is seen through in {sight.save(out)}")
    elif kernel is None:
        click.echo(str(sight))
    if kernel is not None:
        click.echo(str(sight[kernel]))
    if others:
        tell(f"also compiled: {', '.join(others)}")


@app.command()
@threads_option
def bench(threads: int | None) -> None:
    """Say what this machine can do, and how fast products and training steps are on it."""
    with on(threads):
        for line in benchmark.lines():
            click.echo(line)


@app.command()
def version() -> None:
    """Print the version."""
    click.echo(f"pellucid {VERSION}")


for command in (*models.COMMANDS, *experiments.COMMANDS):
    app.add_command(command)


def on(threads: int | None) -> AbstractContextManager[object]:
    """Settings with so many threads, where a number was given."""
    return using() if threads is None else using(threads=threads)


def default_folder(data: str | None) -> str:
    """Where a model is saved when nobody says: `titanic.pellucid` for `titanic.csv`."""
    stem = "penguins" if data is None else Path(data).expanduser().resolve().name.split(".")[0]
    if not stem:
        raise ArgumentError(f"{data!r} gives no name for the model", fix="name a folder: --out DIR")
    return f"{stem}.pellucid"


def tell(text: str) -> None:
    """Say something on the standard error."""
    click.echo(text, err=True)


def run(arguments: list[str]) -> int:
    """The exit code of a command line, after it has run: 0, or 2 with one message of what is wrong.

    130 after Ctrl-C, and 1 after a failure that is a bug, whose traceback `--debug` shows.
    """
    debug = "--debug" in arguments
    kept = [argument for argument in arguments if argument != "--debug"] or ["--help"]
    return guarded(lambda: app(kept, standalone_mode=False, prog_name="pellucid"), debug=debug)


def main() -> None:
    """Run the command line of this process."""
    raise SystemExit(run(sys.argv[1:]))
