"""One fit of a table with every kind of column; then everything that explains it."""

import importlib
import json
import re
import shutil
import subprocess
from datetime import date, timedelta

import numpy as np
import pytest

import pellucid as pel
from pellucid import auto
from pellucid.auto.answering.runs import Run
from pellucid.auto.columns.schema import infer_schema
from pellucid.auto.encoding.samples import Sample
from pellucid.auto.judging.rivals import TREES, linear_rival
from pellucid.auto.learning import Effort, Lesson, learned_in_folds
from pellucid.auto.training.metrics import metric_for
from pellucid.auto.training.pace import Pace
from pellucid.auto.training.recipe import Rows, train
from pellucid.core.errors import ArgumentError, DataError, FileError, PellucidError, StateError
from pellucid.data import read_table
from pellucid.data.tables import large_files

ROWS = 160
CHROMIUM, NODE = shutil.which("chromium") or shutil.which("google-chrome"), shutil.which("node")


def mixed(rows: int = ROWS, seed: int = 0) -> dict:
    """Numbers with gaps, many and few categories, a flag, a date and prose."""
    random = np.random.default_rng(seed)
    size, kind = random.normal(size=rows), random.choice(["red", "blue", "Green"], rows)
    words = ["quite", "small", "old", "house", "garden", "near", "river", "über", "it's", "new"]
    days = [date(2019, 1, 1) + timedelta(int(d)) for d in random.integers(0, 900, rows)]
    score = size + 1.5 * (kind == "red") + random.normal(0, 0.3, rows)
    return {
        "size": [None if i % 11 == 0 else float(x) for i, x in enumerate(size)],
        "kind": [None if i % 17 == 0 else str(k) for i, k in enumerate(kind)],
        "two": random.choice(["x", "y"], rows).tolist(),
        "many": [f"m{int(i)}" for i in random.integers(0, 70, rows)],
        "flag": (random.random(rows) < 0.4).tolist(),
        "day": [d.isoformat() for d in days],
        "prose": [" ".join(random.choice(words, 6)) for _ in range(rows)],
        "label": np.where(score > 0.5, "yes", "no").tolist(),
        "price": (10 + 3 * score).tolist(),
    }


def without(data: dict, *names: str) -> dict:
    return {name: cells for name, cells in data.items() if name not in names}


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> auto.Predictor:
    """A classifier of one network with every kind of column, saved and loaded again."""
    folder = tmp_path_factory.mktemp("insight") / "m"
    data, how = without(mixed(), "price"), {"epochs": 24, "time": 600, "quality": "quick"}
    pel.fit(data, target="label", out=folder, progress=False, **how)
    return pel.load(folder)


@pytest.fixture(scope="module")
def numbers() -> auto.Predictor:
    """A regression of one network that the page can compute, with its findings."""
    data = without(mixed(), "label", "prose")
    return pel.fit(data, target="price", epochs=12, time=600, quality="quick", progress=False)


@pytest.fixture(scope="module")
def shown(tmp_path_factory) -> auto.Predictor:
    """A classifier of five members that the page can compute: no prose, no category of many."""
    folder = tmp_path_factory.mktemp("shown") / "m"
    data = without(mixed(), "price", "prose", "many")
    pel.fit(data, target="label", epochs=24, time=3600, out=folder, progress=False)
    return pel.load(folder)


def test_reasons_add_up_to_the_answer(model, shown):
    assert shown.network.members == 5
    rows = read_table(without(mixed(12, seed=5), "price", "label"))
    for one in (model, shown):
        for found, p in zip(one.explain(rows), one.scores(rows), strict=True):
            moved = sum(reason.moved for reason in found.reasons)
            assert found.end == pytest.approx(p.max(), abs=1e-5)
            assert found.start + moved + found.left_over == pytest.approx(found.end, abs=1e-9)
            assert abs(found.left_over) < 0.01
            assert {reason.column for reason in found.reasons} == set(one.schema.features)


def test_reasons_of_a_number_add_up_too(numbers):
    found = numbers.explain({"size": 2.0, "kind": "red"})
    answer = numbers.predict({"size": 2.0, "kind": "red"}).prediction
    assert found.end == pytest.approx(answer, rel=1e-5)
    assert abs(found.left_over) < 0.02 * abs(found.end - found.start) + 0.05
    assert any("not there" in note for note in found.notes)
    assert str(found).count("near it: row") == 3


def test_a_row_of_the_training_is_its_own_neighbour_and_a_strange_one_is_outside(model):
    row = next(model.sample.table.take([7]).rows())
    row.pop("label")
    found = model.explain(row)
    assert found.neighbours[0].row == int(model.sample.places[7]) + 1
    assert found.neighbours[0].distance == pytest.approx(0, abs=1e-6)
    assert not found.is_outside
    assert model.explain({"size": 1e6, "kind": "red", "day": "1900-01-01"}).is_outside


def test_rows_like_those_of_training_do_not_drift_and_others_do(model):
    alike = model.drift(without(mixed(150, seed=9), "price", "label"))
    assert not alike.drifted
    assert alike.outside_rows <= 8
    assert "no drift" in alike.sentence() or "never seen" in alike.sentence()
    data = without(mixed(150, seed=9), "price", "label", "two")
    data["size"] = [5 + (x or 0.0) for x in data["size"]]
    data["kind"] = ["violet"] * 75 + data["kind"][75:]
    found = model.drift(data)
    assert {"size", "kind"} <= {column.name for column in found.drifted}
    by_name = {column.name: column for column in found.columns}
    assert by_name["kind"].unseen == (("violet", 75),)
    assert by_name["size"].beyond > 100
    assert any("'two' is not there" in note for note in found.notes)
    assert json.loads(json.dumps(found.to_json()))["rows"] == 150


def test_drift_is_seldom_seen_where_there_is_none(model):
    alarms = sum(
        bool(model.drift(without(mixed(150, seed=s), "price")).drifted) for s in range(20, 40)
    )
    assert alarms <= 1


def test_a_model_without_its_sample_says_so(model):
    from dataclasses import replace

    with pytest.raises(StateError, match="no sample"):
        replace(model, sample=None).drift({"size": 1.0})


def test_a_sample_survives_being_written(model):
    again = Sample.from_json(model.sample.to_json(), model.encoder)
    assert np.array_equal(again.encoded, model.sample.encoded)
    assert again.table.to_dict() == model.sample.table.to_dict()
    for text in ("", "{}", '{"columns":[],"places":[1]}'):
        with pytest.raises(StateError, match="damaged"):
            Sample.from_json(text, model.encoder)


def test_two_models_are_compared_on_rows_that_neither_has_seen(tmp_path):
    data = without(mixed(), "price", "prose", "many")
    lines = [",".join(data), *(",".join(map(str, row)) for row in zip(*data.values(), strict=True))]
    (tmp_path / "t.csv").write_text("\n".join(lines).replace("None", ""), encoding="utf-8")
    first, second = (
        pel.fit(tmp_path / "t.csv", target="label", quality="quick", epochs=n, progress=False)
        for n in (1, 40)
    )
    found = pel.compare(first, second)
    assert "held out of both fits of t.csv" in found.how
    assert found.rows == first.summary.held_out_rows
    assert (found.a, found.b) == pytest.approx((first.summary.score, second.summary.score))
    assert found.lead == pytest.approx(found.b - found.a)
    assert pel.compare(first, first).agreement == 1.0
    (tmp_path / "t.csv").unlink()
    with pytest.raises(ArgumentError, match="cannot be read again"):
        pel.compare(first, second)


def test_models_of_different_things_are_not_compared(model, numbers):
    with pytest.raises(ArgumentError, match="predict different things"):
        pel.compare(model, numbers, mixed())
    with pytest.raises(ArgumentError, match="cannot be read again"):
        pel.compare(model, model)


def test_a_run_is_made_again_bit_for_bit_though_the_clock_cut_it_short(tmp_path, monkeypatch):
    fitting = importlib.import_module("pellucid.auto.fit")
    monkeypatch.setattr(fitting, "REPEAT_SECONDS", 4.0)  # which the report's time follows
    data = without(mixed(), "price", "prose", "many", "day")
    first = pel.fit(data, target="label", time=4.0, out=tmp_path / "m", progress=False)
    run = Run.read(tmp_path / "m")
    again = auto.repeat(tmp_path / "m", data, progress=False)
    assert again.is_same_as_run
    for name, value in first.network.state_dict().items():
        assert np.array_equal(value, again.network.state_dict()[name])
    assert Run.from_text(again.run) == run
    with pytest.raises(ArgumentError, match="in memory"):
        auto.repeat(tmp_path / "m" / "run.toml")
    with pytest.raises(DataError, match="not the one that the run was made with"):
        auto.repeat(tmp_path / "m", without(mixed(seed=1), "price", "prose", "many", "day"))


def test_what_describes_no_run_is_refused(tmp_path):
    (tmp_path / "run.toml").write_text("seed = 'x'")
    with pytest.raises(FileError, match="does not describe a run"):
        Run.read(tmp_path)
    with pytest.raises(FileError, match="there is no run"):
        Run.read(tmp_path / "other.toml")


def test_a_training_at_the_pace_of_another_is_the_same():
    random = np.random.default_rng(0)
    x = random.normal(size=(80, 3)).astype(np.float32)
    rows = Rows.of(x, (x[:, 0] > 0).astype(np.int64))
    pace = Pace(20, ((6, 14), (14, 14)))
    first, second = (train(rows, rows, outputs=2, pace=pace) for _ in range(2))
    assert first.steps == 14
    assert first.pace == Pace(20, ((6, 14),))
    for name, value in first.network.state_dict().items():
        assert np.array_equal(value, second.network.state_dict()[name])


def test_the_linear_model_finds_the_weights_that_were_put_in():
    random = np.random.default_rng(0)
    x, new = random.normal(size=(4000, 5)), random.normal(size=(200, 5))
    w = random.normal(size=(5, 3))
    y = (x @ w + random.gumbel(size=(4000, 3))).argmax(axis=1)
    found = linear_rival(x, y, new, classes=3, until=np.inf).predicted
    z = np.exp(new @ w)
    assert found == pytest.approx(z / z.sum(axis=1, keepdims=True), abs=0.08)


def test_trees_are_compared_or_it_is_said_why_not(model, numbers):
    by_name = {r.name: r for r in numbers.findings.standings.rivals}
    try:
        import sklearn  # noqa: F401
    except ImportError:
        assert "pip install pellucid[sklearn]" in by_name[TREES].note
    else:
        assert np.isfinite(by_name[TREES].score)


def test_what_the_page_cannot_compute_has_no_form(model):
    assert any(code.kind == "text" and code.buckets for code in model.encoder.codes)
    assert '"form":null' in model.page
    assert 'id="what-if' not in model.page


def test_a_level_that_is_learned_moves_the_answer():
    random = np.random.default_rng(0)
    effects = {f"m{i}": float(random.normal()) for i in range(70)}
    names = [f"m{int(i)}" for i in random.integers(0, 70, 700)]
    data = {"many": names, "noise": random.normal(size=700).tolist()}
    data["y"] = [effects[name] + float(random.normal(0, 0.1)) for name in names]
    table = read_table(data)
    schema = infer_schema(table, "y")
    effort = Effort(metric_for(schema.objective), epochs=10)
    found, _ = learned_in_folds(Lesson(table, schema), effort)
    assert any(code.kind == "levels" for code in found.encoder.codes)
    high = max(effects, key=effects.get)
    why = found.explain({"many": high, "noise": 0.0})
    moved = {reason.column: reason.moved for reason in why.reasons}
    assert moved["many"] > 5 * abs(moved["noise"])
    assert why.start + sum(moved.values()) + why.left_over == pytest.approx(why.end)
    assert abs(why.left_over) < 0.01


def test_a_run_holds_every_argument_that_a_text_can_hold(tmp_path):
    data = without(mixed(120), "price", "prose", "many", "day")
    weights = np.random.default_rng(0).random(120)
    how = {
        "metric": "log loss", "classes": ["yes", "no"], "class_weight": {"yes": 2, "no": 0.5},
        "costs": {"yes": {"no": 5}, "no": {"yes": 1}}, "order_by": False, "group": False,
    }  # fmt: skip
    pel.fit(
        data, target="label", epochs=2, time=600, quality="quick", out=tmp_path / "m",
        weights=weights, progress=False, **how,
    )  # fmt: skip
    run = Run.read(tmp_path / "m")
    assert run.needed == ("weights",)
    with pytest.raises(ArgumentError, match="arguments that are not written in it"):
        auto.repeat(tmp_path / "m", data)
    again = auto.repeat(tmp_path / "m", data, weights=weights, progress=False)
    assert again.is_same_as_run
    assert again.costs == ((0.0, 5.0), (1.0, 0.0))
    assert {name: run.arguments({"weights": 1})[name] for name in how} == how
    with pytest.raises(ArgumentError, match="says itself"):
        Run().arguments({"metric": "AUC"})
    (tmp_path / "run.toml").write_text("[how]\nspeed = 3\n")
    with pytest.raises(FileError, match="fit has no 'speed'"):
        Run.read(tmp_path)


def test_a_streamed_run_is_made_again_bit_for_bit(tmp_path, monkeypatch):
    monkeypatch.setattr(large_files, "BLOCK_BYTES", 64 << 10)
    monkeypatch.setattr(large_files, "HEAD_BYTES", 16 << 10)
    random = np.random.default_rng(0)
    lines = [f"{x:.4f},{'yes' if x > 0 else 'no'}" for x in random.normal(size=30_000)]
    (tmp_path / "t.csv").write_text("\n".join(["x,y", *lines]))
    how = {"target": "y", "stream": True, "time": 4, "progress": False, "quality": "quick"}
    first = pel.fit(tmp_path / "t.csv", out=tmp_path / "m", **how)
    assert "more rows than are in memory" in first.findings.html()
    assert first.summary.epochs > 0
    assert auto.repeat(tmp_path / "m", progress=False).is_same_as_run


def page_with_answers(html: str, tmp_path) -> list:
    """What the page's script answers for every row of its form, by node or in a browser."""
    script = re.search(r"<script>(.*?)</script>", html, re.DOTALL).group(1)
    data = re.search(r'id="report-data">(.*?)</script>', html, re.DOTALL).group(1)
    ask = (
        "const form = data.form, weights = pellucid.decoded(form);"
        "const one = (_, i) => pellucid.answer(form, weights, pellucid.rowOf(form, i));"
        "const out = form.row_numbers.map(one);"
    )
    if NODE:
        (tmp_path / "ask.js").write_text(
            f"{script}\nconst data = JSON.parse({json.dumps(data)});{ask}"
            "console.log(JSON.stringify(out));"
        )
        done = subprocess.run(
            [NODE, tmp_path / "ask.js"], capture_output=True, text=True, check=True
        )
        return json.loads(done.stdout)
    said = "<script>{const held = document.getElementById('report-data').textContent;"
    said += f"const data = JSON.parse(held);{ask}"
    said += "document.body.dataset.out = JSON.stringify(out);}</script></body>"
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", html)
    (tmp_path / "ask.html").write_text(page.replace("</body>", said))
    return json.loads(re.search(r'data-out="(.*?)"', dumped(tmp_path / "ask.html")).group(1))


def dumped(page) -> str:
    """A page after its script has run."""
    command = [
        CHROMIUM,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--dump-dom",
        f"file://{page}",
    ]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.skipif(not (NODE or CHROMIUM), reason="neither node nor chromium is installed")
def test_the_form_in_the_page_answers_as_the_model_does(shown, numbers, tmp_path):
    for one, html in ((shown, shown.page), (numbers, numbers.findings.html())):
        assert len(html.encode()) < 3_000_000
        form = json.loads(re.search(r'id="report-data">(.*?)</script>', html, re.DOTALL).group(1))[
            "form"
        ]
        rows = read_table(without(mixed(), "label", "price")).take(
            np.array(form["row_numbers"]) - 1
        )
        found = np.array(page_with_answers(html, tmp_path))
        assert len(found) >= 20
        if one.schema.classes:
            assert np.abs(found - one.scores(rows)).max() < 1e-5
        else:
            assert np.abs(found[:, 0] - one.scores(rows)).max() < 1e-5 * one.target.deviation


@pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed")
def test_the_page_opens_without_errors_and_shows_an_answer(shown, tmp_path):
    (tmp_path / "p.html").write_text(shown.page, encoding="utf-8")
    command = [
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--v=0",
        "--dump-dom", f"file://{tmp_path / 'p.html'}",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "CONSOLE" not in done.stderr
    shown = re.search(r'id="what-if-answer"[^>]*data-answer="\[(.*?)\]"', done.stdout).group(1)
    assert sum(map(float, shown.split(","))) == pytest.approx(1)


def test_a_thorough_report_has_every_part(shown):
    for text in (
        "Better than what?", "What can be decided with it?", "What if?", "By heart, or understood?",
        "Why, and what they resemble", "Answers in the data that may be wrong", "What it cost",
        "How the answer changes with each column", "Does a column give the answer away?",
        "before calibration", "Would more rows help?", "The graph of operations",
        "Make it again, bit for bit",
    ):  # fmt: skip
        assert text in shown.page, text


def test_damaged_companions_of_a_model_are_one_clear_error(model, tmp_path):
    model.save(tmp_path / "m")
    (tmp_path / "m" / "sample.json").write_text("{")
    with pytest.raises(PellucidError, match="damaged"):
        pel.load(tmp_path / "m")


def test_its_report_opens_on_a_desktop_and_on_a_phone(shown, opens_well):
    assert set(opens_well(shown)) == {"desktop", "phone"}
