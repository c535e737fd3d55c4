"""The commands. Each calls one public function; what takes long to import is imported inside it."""

import sys
import webbrowser
from pathlib import Path
from typing import Annotated, Any

import typer

from pellucid.cli.failures import guarded
from pellucid.cli.rows import as_csv
from pellucid.core.errors import ArgumentError, FileError
from pellucid.core.lazy import lazy
from pellucid.core.settings import using
from pellucid.core.version import VERSION
from pellucid.formats.atomic import write_atomically

auto: Any = lazy("pellucid.auto")

app = typer.Typer(
    help="Deep learning that you can see through: a table in, an explained network out.",
    epilog="Example: pellucid fit titanic.csv --target survived",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Threads = Annotated[
    int | None, typer.Option(min=1, help="Processor cores to use; all of them unless told.")
]
Model = Annotated[str, typer.Argument(help="The folder of a saved model.", show_default=False)]


@app.callback()
def options(
    debug: Annotated[  # noqa: FBT002
        bool, typer.Option("--debug", help="Show where in the code an unexpected failure arose.")
    ] = False,
) -> None:
    """Options of every command; `run` acts on them before a command is chosen."""


@app.command()
def fit(
    data: Annotated[
        str | None,
        typer.Argument(
            help="A table: CSV, TSV, Parquet or JSON lines. Without one, a table of penguins.",
            show_default=False,
        ),
    ] = None,
    *,
    target: Annotated[
        str | None, typer.Option(help="The column to predict; guessed when not given.")
    ] = None,
    task: Annotated[
        str | None, typer.Option(help="binary, multiclass or regression; guessed when not given.")
    ] = None,
    time: Annotated[str, typer.Option(help="What it may take: 60s, 5m, 1.5h.")] = "60s",
    seed: Annotated[int, typer.Option(help="The same seed gives the same model.")] = 0,
    out: Annotated[
        str | None,
        typer.Option(help="The folder to save the model in; else DATA's name with .pellucid."),
    ] = None,
    threads: Threads = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print nothing but the last sentence.")
    ] = False,
) -> None:
    """Train a network on a table, save it with its report, and say how good it is."""
    folder = Path(out if out is not None else default_folder(data))
    with using(**({} if threads is None else {"threads": threads})):
        model = auto.fit(data, target=target, time=time, seed=seed, out=folder, progress=not quiet)
    if not quiet:
        tell(f"\nsaved in {folder}; the report is {folder / 'report.html'}")
    typer.echo(str(model))


@app.command()
def predict(
    model: Model,
    data: Annotated[str, typer.Argument(help="A table with rows to predict.", show_default=False)],
    *,
    out: Annotated[
        str | None, typer.Option(help="A CSV file to write; else the standard output.")
    ] = None,
    threads: Threads = None,
) -> None:
    """Predict rows: CSV with a line for each row, in order, and the probability of each class."""
    with using(**({} if threads is None else {"threads": threads})):
        found = auto.load(model).answers(data)
    for note in found.notes:
        tell(f"note: {note}")
    text = as_csv(found)
    if out is None:
        typer.echo(text, nl=False)
    else:
        write_atomically(out, text)


@app.command()
def report(
    model: Model,
    *,
    out: Annotated[str | None, typer.Option(help="Copy the page to this file.")] = None,
    show: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
) -> None:
    """Say what a saved model scored, and where the page is that explains it."""
    found = auto.load(model)
    page = Path(model).expanduser() / "report.html"
    if found.page is None:
        raise FileError(f"the model {model!r} has no report", given=f"there is no {str(page)!r}")
    if out is not None:
        page = found.report(out)
    typer.echo(str(found))
    typer.echo(str(page))
    if show:
        webbrowser.open(page.resolve().as_uri())


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(f"pellucid {VERSION}")


def default_folder(data: str | None) -> str:
    """Where a model is saved when nobody says: `titanic.pellucid` for `titanic.csv`."""
    stem = "penguins" if data is None else Path(data).expanduser().resolve().name.split(".")[0]
    if not stem:
        raise ArgumentError(f"{data!r} gives no name for the model", fix="name a folder: --out DIR")
    return f"{stem}.pellucid"


def tell(text: str) -> None:
    """Say something on the standard error."""
    typer.echo(text, err=True)


def run(arguments: list[str]) -> int:
    """The exit code of a command line, after it has run: 0, or 2 with one message of what is wrong.

    130 after Ctrl-C, and 1 after a failure that is a bug, whose traceback `--debug` shows.
    """
    debug = "--debug" in arguments
    kept = [argument for argument in arguments if argument != "--debug"]
    return guarded(lambda: app(kept, standalone_mode=False, prog_name="pellucid"), debug=debug)


def main() -> None:
    """Run the command line of this process."""
    raise SystemExit(run(sys.argv[1:]))
