"""The commands for saved models: report, explain, drift, compare, repeat."""

import json
import webbrowser
from pathlib import Path
from typing import Any

import click

from pellucid.core.errors import ArgumentError, FileError
from pellucid.core.lazy import lazy
from pellucid.data.tables.reading import read_table
from pellucid.formats.atomic import write_atomically

auto: Any = lazy("pellucid.auto")

model_argument = click.argument("model")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
out_option = click.option("--out", help="Write to this file instead of the standard output.")


@click.command()
@model_argument
@click.option("--out", help="Copy the page to this file.")
@click.option("--open", "show", is_flag=True, help="Open the page in a browser.")
def report(model: str, out: str | None, *, show: bool) -> None:
    """Say what the model in the folder MODEL scored, and where the page is that explains it."""
    found = auto.load_model(model)
    page = Path(model).expanduser() / "report.html"
    if found.page is None:
        raise FileError(f"the model {model!r} has no report", given=f"there is no {str(page)!r}")
    if out is not None:
        page = found.report(out)
    click.echo(str(found))
    click.echo(str(page))
    if show:
        webbrowser.open(page.resolve().as_uri())


@click.command()
@model_argument
@click.argument("row")
@json_option
@out_option
def explain(model: str, row: str, out: str | None, *, as_json: bool) -> None:
    """Say why a row is answered as it is: how far each column moved the answer, and rows like it;
    or each word of a text, part of a picture or of a sequence, or what a forecast goes by.

    ROW is a JSON object such as '{"age": 31, "sex": "female"}', a picture, a text of its own, or a
    table or folder with what to explain; FILE:12 means the twelfth in it. "-" goes on from the end
    of the series that the model was trained on.
    """
    found = explained(auto.load_model(model), row)
    tell(json.dumps(found.to_json(), indent=1) if as_json else str(found), out)


@click.command()
@model_argument
@click.argument("data")
@json_option
@out_option
def drift(model: str, data: str, out: str | None, *, as_json: bool) -> None:
    """Say how the rows, pictures, texts or series in DATA differ from those that the model in MODEL
    was trained on or, where it reads no table, judged by."""
    found = auto.load_model(model).drift(data)
    tell(json.dumps(found.to_json(), indent=1) if as_json else str(found), out)


@click.command()
@click.argument("first")
@click.argument("second")
@click.argument("data", required=False)
@json_option
@out_option
def compare(first: str, second: str, data: str | None, out: str | None, *, as_json: bool) -> None:
    """Compare two models on the rows, pictures, texts or series of DATA; without it, on what
    neither has seen of the data that both were made from.
    """
    found = auto.compare(auto.load_model(first), auto.load_model(second), data)
    tell(json.dumps(found.to_json(), indent=1) if as_json else str(found), out)


@click.command()
@click.argument("run")
@click.argument("data", required=False)
@click.option("--out", help="The folder to save the model in; else repeated.pellucid.")
@click.option("--quiet", "-q", is_flag=True, help="Print nothing but the last sentences.")
def repeat(run: str, data: str | None, out: str | None, *, quiet: bool) -> None:
    """Make a model again from its run.toml, or from the folder of the model, bit for bit.

    DATA are the table, pictures or texts, where they are not any more where the run says. The exit
    code is 1 when the weights are not those of the run.
    """
    repeated(run, data, out, quiet=quiet)


def repeated(run: str, data: str | None, out: str | None, *, quiet: bool) -> None:
    """Make a model again, save it, and say whether it is the same."""
    folder = Path(out if out is not None else "repeated.pellucid")
    model = auto.repeat(run, data, out=folder, progress=not quiet)
    click.echo(str(model))
    if model.is_same_as_run is None:
        click.echo("The run does not say which weights it had.")
        return
    click.echo(
        f"The weights are the run's, bit for bit; saved in {folder}."
        if model.is_same_as_run
        else f"The weights are NOT the run's: another machine or version; saved in {folder}."
    )
    if not model.is_same_as_run:
        raise SystemExit(1)


def explained(model: Any, text: str) -> Any:
    """The explanation of what a text names."""
    if isinstance(model, auto.Predictor | auto.SeveralPredictor):
        return model.explain(row_of(text))
    if isinstance(model, auto.SeriesPredictor) and text == "-":
        return model.explain()
    if text.lstrip().startswith("{"):
        return model.explain(json_row(text))
    return model.explain(*numbered(text))


def json_row(text: str) -> dict[str, Any]:
    """The row that a JSON object says."""
    try:
        return dict(json.loads(text))
    except ValueError as error:
        raise ArgumentError(
            "the row is not JSON", given=str(error), fix="""write it like '{"age": 31}'"""
        ) from None


def numbered(text: str) -> tuple[str, int | None]:
    """A file or folder and a number, of `FILE:12`; anything else as it is."""
    file, colon, place = text.rpartition(":")
    if colon and place.isdecimal() and not Path(text).exists() and Path(file).exists():
        return file, int(place)
    return text, None


def row_of(text: str) -> dict[str, Any]:
    """The row that a text names: a JSON object, or a row of a file, the first unless told."""
    if text.lstrip().startswith("{"):
        return json_row(text)
    file, place = numbered(text)
    table = read_table(file)
    wanted = 1 if place is None else place
    if not 1 <= wanted <= table.n_rows:
        raise ArgumentError(
            f"there is no row {wanted}", given=f"{table.n_rows:,} rows", fix="rows count from 1"
        )
    return next(table.take([wanted - 1]).rows())


def tell(text: str, out: str | None) -> None:
    """Print a text, or write it to a file."""
    if out is None:
        click.echo(text)
    else:
        write_atomically(out, text + "\n")


COMMANDS = (report, explain, drift, compare, repeat)
