"""The commands do what they say; whatever goes wrong is one message and nothing half-written."""

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pellucid import auto
from pellucid.cli import run
from pellucid.cli.app import default_folder
from pellucid.core.version import VERSION

PENGUINS = Path(auto.__file__).parents[1] / "data" / "samples" / "penguins.csv"
ROWS = 60

pytestmark = pytest.mark.usefixtures("brief_reports")


def write(path: Path, rows: int = ROWS, header: str = "size,kind,fits") -> Path:
    lines = (f"{i % 13}.5,{'ab'[i % 2]},{'yes' if i % 13 < 6 else 'no'}" for i in range(rows))
    path.write_text("\n".join([header, *lines, ""]))
    return path


@pytest.fixture(scope="module")
def saved(tmp_path_factory, brief_reports) -> Path:
    """A saved model of the toy table, in a folder of its own beside it."""
    folder = tmp_path_factory.mktemp("saved")
    auto.fit(write(folder / "toy.csv"), target="fits", out=folder / "toy", epochs=9, progress=False)
    return folder / "toy"


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    """An empty folder, which is the current one; training in it takes a few epochs."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("pellucid.auto.training.recipe.EPOCHS", 4)
    monkeypatch.setitem(auto.fit.__kwdefaults__, "epochs", 4)
    return tmp_path


def inside(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}


def test_fit_trains_saves_and_ends_with_one_sentence(here, capsys):
    write(here / "toy.csv")
    assert run(["fit", "toy.csv", "--target", "fits", "--seed", "3"]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("Predicting fits: accuracy ")
    assert printed.out.count("\n") == 1
    assert "Predict 'fits'" in printed.err
    assert "saved in toy.pellucid" in printed.err
    assert inside(here / "toy.pellucid") >= {"model.safetensors", "model.json", "report.html"}


def test_fit_without_a_table_learns_the_penguins(here, capsys):
    assert run(["fit", "--quiet"]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("Predicting species: accuracy ")
    assert printed.err == ""
    assert inside(here) == {"penguins.pellucid"}


def test_fit_again_replaces_the_model(here, capsys):
    write(here / "toy.csv")
    for _ in range(2):
        assert run(["fit", "toy.csv", "-q", "--out", "m", "--threads", "1"]) == 0
    assert inside(here) == {"toy.csv", "m"}


def test_predict_prints_a_line_for_each_row(saved, capsys):
    assert run(["predict", str(saved), str(saved.parent / "toy.csv")]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == ROWS
    assert list(rows[0]) == ["prediction", "probability_no", "probability_yes"]
    for row in rows:
        shares = {name: float(row[f"probability_{name}"]) for name in ("no", "yes")}
        assert row["prediction"] == max(shares, key=shares.get)
        assert sum(shares.values()) == pytest.approx(1, abs=2e-6)


def test_predict_writes_the_same_to_a_file(saved, here, capsys):
    table = str(saved.parent / "toy.csv")
    assert run(["predict", str(saved), table]) == 0
    printed = capsys.readouterr().out
    assert run(["predict", str(saved), table, "--out", "rows.csv"]) == 0
    assert capsys.readouterr().out == ""
    assert Path("rows.csv").read_text() == printed


def test_predict_says_on_standard_error_what_was_strange(saved, here, capsys):
    Path("odd.csv").write_text("kind,extra\nz,1\na,2\n")
    assert run(["predict", str(saved), "odd.csv"]) == 0
    printed = capsys.readouterr()
    assert printed.out.count("\n") == 3
    assert "note: column 'size' is not there" in printed.err
    assert "note: column 'kind': 1 cell" in printed.err


def test_predict_refuses_a_table_without_rows(saved, here, capsys):
    Path("none.csv").write_text("size,kind\n")
    assert run(["predict", str(saved), "none.csv", "--out", "answers.csv"]) == 2
    assert "no rows" in capsys.readouterr().err
    assert inside(here) == {"none.csv"}


def test_numbers_are_predicted_as_one_column(here, capsys):
    lines = (f"{i % 13}.5,{3 * (i % 13) + 0.25}" for i in range(ROWS))
    Path("n.csv").write_text("\n".join(["x,y", *lines, ""]))
    assert run(["fit", "n.csv", "--target", "y", "-q"]) == 0
    capsys.readouterr()
    assert run(["predict", "n.pellucid", "n.csv"]) == 0
    header, *rows = capsys.readouterr().out.splitlines()
    assert header == "prediction"
    assert len([float(row) for row in rows]) == ROWS


def test_report_says_where_the_page_is(saved, here, capsys):
    assert run(["report", str(saved)]) == 0
    assert str(saved / "report.html") in capsys.readouterr().out
    assert run(["report", str(saved), "--out", "copy.html"]) == 0
    assert Path("copy.html").read_bytes() == (saved / "report.html").read_bytes()


def test_version_and_help_are_printed(capsys):
    assert run(["version"]) == 0
    assert run(["--help"]) == 0
    printed = capsys.readouterr().out
    assert f"pellucid {VERSION}" in printed
    assert all(command in printed for command in ("fit", "predict", "report"))


def test_bench_says_what_the_machine_can_do(capsys, monkeypatch):
    monkeypatch.setattr("pellucid.cli.bench.SIZES", (64,))
    monkeypatch.setattr("pellucid.cli.bench.SECONDS", 0.0)
    assert run(["bench", "--threads", "1"]) == 0
    printed = capsys.readouterr().out
    assert "cores      1 in use" in printed
    for row in ("product of 64 x 64", "step of MLP", "step of LeNet"):
        assert re.search(rf"{row}.* \d+\.\d+ ms  [\d,]+ ", printed)


@pytest.fixture
def troubles(here) -> Path:
    """A folder of tables with all that can be wrong with them."""
    texts = {
        "empty.csv": "",
        "header.csv": "a,b\n",
        "one.csv": "a,b\n1,2\n",
        "constant.csv": "a,b\n" + "".join(f"{i},same\n" for i in range(30)),
        "gone.csv": "a,b\n" + "".join(f",{'xy'[i % 2]}\n" for i in range(30)),
        "twice.csv": "a,a,b\n" + "".join(f"{i},{i},{'xy'[i % 2]}\n" for i in range(30)),
        "ragged.csv": "a,b\n" + "1,2\n" * 30 + "1,2,3\n",
        "codes.csv": "a,b\n" + "".join(f"{i}.5,k{i}\n" for i in range(10_000)),
        "broken.parquet": "PAR1 no, it is not",
        "broken.jsonl": '{"a": 1}\n{"a": \n',
    }
    for name, text in texts.items():
        (here / name).write_text(text)
    write(here / "toy.csv")
    (here / "noise.csv").write_bytes(bytes(range(256)) * 40)
    (here / "full").mkdir()
    (here / "full" / "thesis.txt").write_text("mine")
    return here


BAD = {
    "a missing file": (["fit", "toys.csv"], "there is no file"),
    "an empty file": (["fit", "empty.csv"], "empty"),
    "a header alone": (["fit", "header.csv"], "header.csv|target|rows"),
    "one row": (["fit", "one.csv", "--target", "b"], "1 row only"),
    "an unknown target": (["fit", "toy.csv", "--target", "fit"], "did you mean 'fits'"),
    "a constant target": (["fit", "constant.csv", "--target", "b"], "always 'same'"),
    "no column with a value": (["fit", "gone.csv", "--target", "b"], "no column is left"),
    "a name given twice": (["fit", "twice.csv", "--target", "b"], "more than one column 'a'"),
    "a row too long": (["fit", "ragged.csv", "--target", "b"], "line 32"),
    "too many classes": (["fit", "codes.csv", "--target", "b"], "10,000 different values"),
    "a broken Parquet file": (["fit", "broken.parquet"], "Parquet"),
    "a broken JSON file": (["fit", "broken.jsonl"], "line 2"),
    "a folder": (["fit", "full"], "a folder for each class"),
    "the folder we are in": (["fit", "."], "a folder for each class"),
    "a place that is taken": (["fit", "toy.csv", "--out", "full"], "something else"),
    "a place that is a file": (["fit", "toy.csv", "--out", "one.csv"], "is a file"),
    "a place in nowhere": (["fit", "toy.csv", "--out", "no/where"], "there is no folder"),
    "a place that is not for us": (["fit", "toy.csv", "--out", "/proc/m"], "cannot be written"),
    "a time that is none": (["fit", "toy.csv", "--time", "soon"], "is not a time"),
    "a negative seed": (["fit", "toy.csv", "--seed", "-1"], "a seed is 0 or more"),
    "no thread": (["fit", "toy.csv", "--threads", "0"], "threads"),
    "an unknown option": (["fit", "toy.csv", "--tiem", "1s"], "--tiem"),
    "an unknown command": (["fti"], "fti"),
    "no model": (["predict", "nothing", "toy.csv"], "there is no model"),
    "a folder that is no model": (["predict", "full", "toy.csv"], "is not a saved model"),
    "a report of no model": (["report", "full"], "is not a saved model"),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_input_gets_one_message_and_leaves_nothing(what, troubles, capsys):
    arguments, message = BAD[what]
    before = {path: path.stat().st_mtime_ns for path in troubles.rglob("*")}
    assert run(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    said = printed.err.partition("pellucid: ")[2]
    assert re.search(message, said)
    assert "Traceback" not in printed.err
    assert {path: path.stat().st_mtime_ns for path in troubles.rglob("*")} == before


def test_odd_bytes_are_read_or_refused_in_words(troubles, capsys):
    assert run(["fit", "noise.csv"]) in {0, 2}
    assert "Traceback" not in capsys.readouterr().err
    latin = "größe,art\n" + "".join(f"{i}.5,{'äö'[i % 2]}\n" for i in range(40))
    (troubles / "latin.csv").write_bytes(latin.encode("latin-1"))
    assert run(["fit", "latin.csv", "--target", "art"]) == 0
    assert "not UTF-8" in capsys.readouterr().err


def test_columns_without_a_value_are_left_out(here, capsys):
    lines = (f"{i % 13}.5,,{'xy'[i % 13 < 6]}" for i in range(ROWS))
    Path("gaps.csv").write_text("\n".join(["a,b,c", *lines, ""]))
    assert run(["fit", "gaps.csv", "--target", "c"]) == 0
    assert "b: every cell is missing; left out" in capsys.readouterr().err


def test_a_bug_is_admitted_in_one_line_and_shown_on_request(here, capsys, monkeypatch):
    def fails(*arguments, **options):
        raise KeyError("no such thing")

    monkeypatch.setattr("pellucid.auto.fit", fails)
    monkeypatch.setattr("pellucid.cli.app.auto", auto)
    assert run(["fit"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("pellucid: sorry, this is a bug: KeyError")
    assert said.count("\n") == 1
    assert run(["--debug", "fit"]) == 1
    assert "Traceback" in capsys.readouterr().err
    assert not inside(here)


def test_an_interrupt_leaves_nothing(here, capsys, monkeypatch):
    def interrupted(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr("pellucid.auto.training.recipe.Trainer.step", interrupted)
    assert run(["fit"]) == 130
    assert capsys.readouterr().err.endswith("pellucid: interrupted\n")
    assert not inside(here)


@pytest.mark.skipif(os.name != "posix", reason="signals are sent as POSIX does")
def test_a_real_interrupt_ends_the_command_with_130(tmp_path):
    started = subprocess.Popen(
        [sys.executable, "-c", "from pellucid.cli import main; main()", "fit", "--time", "9m"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while "epoch" not in started.stderr.readline():
        assert started.poll() is None
    started.send_signal(signal.SIGINT)
    out, said = started.communicate(timeout=60)
    assert started.returncode == 130
    assert out == ""
    assert said.endswith("pellucid: interrupted\n")
    assert not inside(tmp_path)


def test_the_name_of_a_model_follows_that_of_its_table():
    assert default_folder(None) == "penguins.pellucid"
    assert default_folder("tables/titanic.csv.gz") == "titanic.pellucid"


def test_the_description_of_a_saved_model_is_plain_json(saved):
    assert json.loads((saved / "model.json").read_text())["format"] == "pellucid model"


def test_asking_for_help_loads_nothing_heavy():
    program = (
        "import sys; from pellucid.cli import run; run(['fit', '--help']);"
        "print(*{m.partition('.')[0] for m in sys.modules}, 'pellucid.auto' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = done.stdout.splitlines()[-1].split()
    assert not {"llvmlite", "duckdb", "jinja2", "rich", "nanoarrow", "True"} & set(loaded)


def test_explain_says_why_and_names_rows_like_it(saved, capsys):
    assert run(["explain", str(saved), '{"size": 3.5, "kind": "a"}']) == 0
    printed = capsys.readouterr().out
    assert "(left over)" in printed
    assert printed.count("near it: row") == 3
    assert run(["explain", str(saved), f"{saved.parent / 'toy.csv'}:7", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {reason["column"] for reason in found["reasons"]} == {"size", "kind"}
    assert run(["explain", str(saved), f"{saved.parent / 'toy.csv'}:700"]) == 2
    assert "there is no row 700" in capsys.readouterr().err
    assert run(["explain", str(saved), "{oops"]) == 2
    assert "not JSON" in capsys.readouterr().err


def test_drift_names_what_is_new(saved, here, capsys):
    (here / "new.csv").write_text("size,kind\n" + "90.5,c\n" * 40)
    assert run(["drift", str(saved), "new.csv"]) == 0
    printed = capsys.readouterr().out
    assert "never seen: c (40 rows)" in printed
    assert "unlike any training row" in printed
    assert run(["drift", str(saved), "new.csv", "--json", "--out", "drift.json"]) == 0
    assert json.loads((here / "drift.json").read_text())["outside_rows"] == 40


def test_compare_needs_no_table_when_both_models_came_from_one(saved, capsys):
    assert run(["compare", str(saved), str(saved)]) == 0
    assert "they cannot be told apart" in capsys.readouterr().out
    assert run(["compare", str(saved), str(saved), str(saved.parent / "toy.csv"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == ROWS


def test_repeat_makes_the_same_model_and_says_so(here, capsys):
    write(here / "toy.csv")
    assert run(["fit", "toy.csv", "--target", "fits", "--quality", "quick", "-q"]) == 0
    assert run(["repeat", "toy.pellucid/run.toml", "-q", "--out", "again"]) == 0
    assert "bit for bit" in capsys.readouterr().out
    assert run(["fit", "--config", "toy.pellucid/run.toml", "-q", "--out", "third"]) == 0
    weights = [
        (here / f / "model.safetensors").read_bytes() for f in ("toy.pellucid", "again", "third")
    ]
    assert weights[0] == weights[1] == weights[2]
    write(here / "toy.csv", rows=ROWS - 1)
    assert run(["repeat", "toy.pellucid", "-q"]) == 2
    assert "not the one that the run was made with" in capsys.readouterr().err
