"""Every kind of model under every command: report, explain, drift, compare, repeat, and again after
it was saved and loaded."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import pellucid as pel
from pellucid import auto
from pellucid.auto.answering.kept import Kept
from pellucid.auto.answering.runs import Run
from pellucid.auto.training.decisions import Decisions
from pellucid.cli import run
from pellucid.core.errors import ArgumentError, DataError, StateError
from pellucid.data.tables import large_files

RANDOM = np.random.default_rng(7)
N = 240


@dataclass(frozen=True)
class Case:
    """Data in a file or folder, other data of the same kind, what is asked of `explain`, and how
    the model is fitted."""

    data: Path
    other: Path
    row: str
    how: dict[str, Any]


def written(path: Path, columns: dict[str, Any]) -> Path:
    """A CSV of columns."""
    rows = zip(*columns.values(), strict=True)
    lines = [",".join(columns), *(",".join(map(str, row)) for row in rows), ""]
    path.write_text("\n".join(lines))
    return path


def table_of(shift: float = 0.0, rows: int = N) -> dict[str, Any]:
    p, q = RANDOM.normal(shift, 1, rows).round(4), RANDOM.normal(0, 1, rows).round(4)
    kind = RANDOM.choice(["a", "b"], rows)
    return {"p": p, "q": q, "kind": kind, "warm": (p > shift).astype(int),
            "wide": ((q > 0) | (kind == "b")).astype(int)}  # fmt: skip


def texts_of(words: tuple[str, ...], rows: int = N) -> dict[str, Any]:
    good, bad = ("lovely", "fine", "tasty"), ("awful", "stale", "bad")
    verdicts = RANDOM.choice(["good", "bad"], rows)
    texts = [
        f"{RANDOM.choice(words)} tea was {RANDOM.choice(good if v == 'good' else bad)} in cup {i}"
        for i, v in enumerate(verdicts)
    ]
    return {"review": texts, "verdict": verdicts}


def series_of(level: float, steps: int = 200) -> dict[str, Any]:
    days = (np.datetime64("2024-01-01") + np.arange(steps)).astype(str)
    week = np.arange(steps) % 7 > 4
    promo = RANDOM.random(steps) < 0.3
    sales = level + 5 * week + 3 * promo + RANDOM.normal(0, 0.5, steps)
    return {"date": days, "promo": promo.astype(int), "sales": sales.round(3)}


def sequences_of(scale: float, count: int = 48) -> dict[str, Any]:
    kinds = RANDOM.choice(["fast", "slow"], count)
    turns = np.arange(16) * 2 * np.pi
    values = [scale * np.sin(turns / (3 if kind == "fast" else 7)) for kind in kinds]
    noisy = np.concatenate(values) + RANDOM.normal(0, 0.2, 16 * count)
    return {
        "id": np.repeat(np.arange(count), 16), "t": np.tile(np.arange(16), count),
        "x": noisy.round(4), "kind": np.repeat(kinds, 16),
    }  # fmt: skip


def pictures_in(folder: Path, bright: int, each: int = 24) -> Path:
    image = pytest.importorskip("PIL.Image", reason="pictures are read by Pillow")
    for name in ("lying", "standing"):
        (folder / name).mkdir(parents=True)
        for i in range(each):
            pixels = RANDOM.integers(0, 60, (12, 12), np.uint8)
            place = RANDOM.integers(2, 9)
            if name == "lying":
                pixels[place : place + 2] = bright
            else:
                pixels[:, place : place + 2] = bright
            image.fromarray(pixels).save(folder / name / f"{i}.png")
    return folder


def cases(kind: str, folder: Path) -> Case:
    """The data of a kind, written into a folder."""
    file, other, how = folder / "data.csv", folder / "other.csv", {"epochs": 2}
    if kind in {"table", "streamed"}:
        rows = N if kind == "table" else 9_000
        plain, shifted = table_of(rows=rows), table_of(3.0)
        how = {"target": "warm", "epochs": 1 if kind == "streamed" else 8}
        how |= {"stream": True} if kind == "streamed" else {}
        return Case(written(file, plain), written(other, shifted), f"{file}:3", how)
    if kind == "several":
        how = {"target": ["warm", "wide"], "epochs": 8}
        paths = written(file, table_of()), written(other, table_of(3.0))
        return Case(*paths, '{"p": 1.5, "q": 0.0, "kind": "b"}', how)
    if kind == "text":
        paths = written(file, texts_of(("the",))), written(other, texts_of(("a very very long",)))
        how |= {"target": "verdict", "text_column": "review"}
        return Case(*paths, "the tea was lovely", how)
    if kind == "series":
        paths = written(file, series_of(20)), written(other, series_of(90))
        how |= {"target": "sales", "time_column": "date", "horizon": 7, "known_ahead": ["promo"]}
        return Case(*paths, "-", how)
    if kind == "sequences":
        paths = written(file, sequences_of(1.0)), written(other, sequences_of(4.0))
        how |= {"target": "kind", "series": "id", "time_column": "t"}
        return Case(*paths, f"{file}:2", how)
    paths = pictures_in(folder / "data", 250), pictures_in(folder / "other", 120)
    return Case(*paths, str(folder / "data" / "lying" / "3.png"), how)


KINDS = ("table", "several", "pictures", "text", "series", "sequences", "streamed")


@pytest.fixture(scope="module", params=KINDS)
def case(request, tmp_path_factory, brief_reports):
    """A kind: its data, and its model saved in a folder."""
    folder = tmp_path_factory.mktemp(request.param)
    found = cases(request.param, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(large_files, "BLOCK_BYTES", 64 << 10)
        patch.setattr(large_files, "HEAD_BYTES", 16 << 10)
        pel.fit(found.data, out=folder / "m", progress=False, time=600, **found.how)
        yield request.param, found, folder / "m"


def test_its_report_is_written(case, tmp_path, capsys):
    _, _, model = case
    assert run(["report", str(model), "--out", str(tmp_path / "page.html")]) == 0
    assert Run.read(model).content in (tmp_path / "page.html").read_text()
    assert str(tmp_path / "page.html") in capsys.readouterr().out


def test_its_answer_is_explained(case, capsys):
    kind, found, model = case
    assert run(["explain", str(model), found.row, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    for one in told.values() if kind == "several" else [told]:
        moved = sum(reason["moved"] for reason in one["reasons"])
        assert one["start"] + moved + one["left_over"] == pytest.approx(one["end"])
        assert one["reasons"]
    assert run(["explain", str(model), found.row]) == 0
    assert "is left over" in capsys.readouterr().out


def test_other_data_drift_and_its_own_do_not(case, capsys):
    _, found, model = case
    assert run(["drift", str(model), str(found.other), "--json"]) == 0
    other = json.loads(capsys.readouterr().out)
    assert other["drifted"]
    assert run(["drift", str(model), str(found.data), "--json"]) == 0
    own = json.loads(capsys.readouterr().out)
    assert not own["drifted"]
    assert own["rows"] > 0


def test_it_is_compared_with_itself(case, capsys):
    _, found, model = case
    assert run(["compare", str(model), str(model), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["lead"] == 0
    assert told["agreement"] == 1
    assert "held out of both fits" in told["how"]
    assert run(["compare", str(model), str(model), str(found.data), "--json"]) == 0
    more = json.loads(capsys.readouterr().out)
    assert more["rows"] > told["rows"]
    assert more["how"] == "as given"


def test_it_is_made_again_bit_for_bit(case, tmp_path, capsys):
    _, _, model = case
    assert run(["repeat", str(model / "run.toml"), "--out", str(tmp_path / "again"), "-q"]) == 0
    assert "bit for bit" in capsys.readouterr().out
    assert (tmp_path / "again" / "model.safetensors").read_bytes() == (
        model / "model.safetensors"
    ).read_bytes()
    assert Run.read(tmp_path / "again").weights == Run.read(model).weights


def test_a_training_that_the_clock_cut_short_is_made_again(tmp_path, monkeypatch):
    text = cases("text", tmp_path)
    first = pel.fit(text.data, progress=False, time=0.2, target="verdict", text_column="review")
    told = Run.from_text(first.run)
    assert {what for what, _ in told.decisions} >= {"steps", "course", "no time for a fold"}
    again = auto.repeat(save_run(first, tmp_path), progress=False)
    assert again.is_same_as_run
    with pytest.raises(DataError, match="not those that the run was made with"):
        auto.repeat(save_run(first, tmp_path), text.other, progress=False)


def save_run(model, folder: Path) -> Path:
    (folder / "run.toml").write_text(model.run)
    return folder / "run.toml"


def test_sequences_in_memory_are_made_again_when_they_are_given_again(tmp_path):
    kinds = ["fast", "slow"] * 20
    turns = np.arange(16) * 2 * np.pi
    waves = [np.sin(turns / (3 if k == "fast" else 7)) + RANDOM.normal(0, 0.2, 16) for k in kinds]
    first = pel.fit(waves, target=np.array(kinds), progress=False)
    saved = save_run(first, tmp_path)
    assert Run.read(saved).needed == ("target",)
    again = auto.repeat(saved, waves, target=np.array(kinds), progress=False)
    assert again.is_same_as_run
    with pytest.raises(ArgumentError, match="not written"):
        auto.repeat(saved, waves, progress=False)


def test_models_of_different_kinds_are_not_compared(tmp_path):
    table = table_of()
    one = pel.fit(table, target="warm", epochs=2, quality="quick", progress=False)
    two = pel.fit(table, target=["warm", "wide"], epochs=2, quality="quick", progress=False)
    with pytest.raises(ArgumentError, match="different things"):
        pel.compare(one, two)


def test_decisions_that_are_not_those_of_the_run_are_an_error():
    ordered = Decisions([("steps", (4,))])
    assert ordered("steps", 9) == 4
    with pytest.raises(StateError, match="does not say what was decided"):
        ordered.course()


def test_damaged_examples_are_one_clear_error():
    for text in ("", "{}", '{"target":"y","classes":[],"columns":[],"truth":[1],"predicted":[1]}'):
        with pytest.raises(StateError, match="damaged"):
            Kept.from_json(text)
