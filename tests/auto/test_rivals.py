"""Other models by name, trained on the rows that the network learned from."""

import importlib.util
import math
import time

import numpy as np
import pytest

import pellucid as pel
from pellucid.auto.answering.runs import Run
from pellucid.auto.columns.objectives import Objective
from pellucid.auto.columns.schema import infer_schema
from pellucid.auto.encoding.encode import Encoder
from pellucid.auto.judging.refits import Given
from pellucid.auto.judging.roster import RIVALS, Contest, checked_rivals, rivals_in
from pellucid.cli.app import run
from pellucid.core.errors import ArgumentError
from pellucid.data import read_table

HAS_SKLEARN = importlib.util.find_spec("sklearn") is not None
EVERY = ("linear", "tree", "forest", "boosting", "svm", "neighbours")
NAMES = [RIVALS[name] for name in EVERY]


def table(n=300, seed=0):
    """A class and a number that numbers with gaps and a category decide."""
    random = np.random.default_rng(seed)
    a, b, c = random.normal(size=n), random.normal(size=n), random.choice(["x", "y", "z"], n)
    inside = (a * b > 0) ^ (c == "x")
    gaps = [
        None if hidden else float(v) for v, hidden in zip(b, random.random(n) < 0.05, strict=True)
    ]
    number = a + 2 * (c == "y") + random.normal(size=n) * 0.1
    return {"a": a, "b": gaps, "c": c, "inside": np.where(inside, "in", "out"), "number": number}


def contest(target, left=math.inf, n=300):
    data = {k: v for k, v in table(n).items() if k in {"a", "b", "c", target}}
    rows = read_table(data)
    schema = infer_schema(rows, target)
    learned, new = rows.take(slice(0, n * 2 // 3)), rows.take(slice(n * 2 // 3, None))
    encoder = Encoder.fit(learned, schema)
    column = learned[target]
    y = column.values.astype(np.int64) if schema.classes else column.values
    given = Given(
        encoder.encode(learned)[0], y, encoder.encode(new)[0], np.ones(len(y), np.float32),
        Objective("classes"), 2, 32, encoder,
    )  # fmt: skip
    truth = new[target].values
    return Contest(learned, new, given, schema, 0, lambda: left), truth


def test_names_are_known_and_the_default_stays():
    assert checked_rivals(()) == checked_rivals(None) == ("linear", "boosting")
    assert checked_rivals("tree") == ("tree",)
    assert set(EVERY) == set(RIVALS)
    with pytest.raises(ArgumentError, match="forest"):
        checked_rivals(["woods"])
    with pytest.raises(ArgumentError, match="no rival 'woods'"):
        pel.fit(table(), target="inside", rivals=["woods"], progress=False)


@pytest.mark.skipif(not HAS_SKLEARN, reason="scikit-learn is not installed")
@pytest.mark.parametrize("target", ["inside", "number"])
def test_each_learns_the_rows_it_is_given(target):
    match, truth = contest(target)
    for rival in rivals_in(match, EVERY):
        assert rival.note == ""
        assert rival.seconds > 0
        if target == "inside":
            assert rival.predicted.shape == (len(truth), 2)
            assert rival.predicted.sum(1) == pytest.approx(1.0)
            right = (rival.predicted.argmax(1) == truth).mean()
            assert right > (0.4 if rival.name == NAMES[0] else 0.7), rival.name
        else:
            explained = (
                1 - ((rival.predicted - truth) ** 2).sum() / ((truth - truth.mean()) ** 2).sum()
            )
            assert explained > 0.6, rival.name


@pytest.mark.skipif(not HAS_SKLEARN, reason="scikit-learn is not installed")
def test_they_are_scikit_learns_own_on_the_same_rows():
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.svm import SVC

    match, _ = contest("inside")
    given = match.given
    machine, near = rivals_in(match, ("svm", "neighbours"))
    wanted = SVC().fit(given.x, given.y).predict(given.new)
    assert (machine.predicted.argmax(1) == wanted).all()
    shares = KNeighborsClassifier().fit(given.x, given.y).predict_proba(given.new)
    np.testing.assert_allclose(near.predicted, shares)


def test_what_would_not_be_done_in_time_says_so():
    match, _ = contest("inside", left=0.0, n=12_000)
    began = time.monotonic()
    found = rivals_in(match, ("svm", "boosting", "forest"))
    assert time.monotonic() - began < 5
    for rival in found:
        assert rival.predicted is None
        assert "not trained" in rival.note
    (linear,) = rivals_in(contest("inside", left=0.0)[0], ("linear",))
    assert linear.predicted is not None  # what takes no time is always there


def test_a_fit_with_rivals_tells_all_of_them(tmp_path):
    model = pel.fit(
        table(), target="inside", rivals=EVERY, time="60s", epochs=8, quality="quick",
        out=tmp_path / "m", progress=False,
    )  # fmt: skip
    standings = model.findings.standings
    assert [r.name for r in standings.rivals[1:]] == NAMES
    if HAS_SKLEARN:
        assert {r.name for r in standings.scored} == {"no model", *NAMES}
        assert standings.is_crowded
        page = (tmp_path / "m" / "report.html").read_text(encoding="utf-8")
        assert "Other models on the same rows" in page
        assert all(f">{name}</th>" in page for name in NAMES)
    else:
        assert all("pip install" in r.note for r in standings.rivals[2:])
    assert Run.read(tmp_path / "m").how["rivals"] == list(EVERY)
    with pytest.raises(ArgumentError, match="means nothing for texts"):
        pel.fit(
            {"text": ["a b c d e f g h"] * 40, "y": [0, 1] * 20}, target="y", text_column="text",
            rivals=["tree"], progress=False,
        )  # fmt: skip


def test_the_command_takes_rivals_by_name(tmp_path, capsys):
    file = tmp_path / "t.csv"
    rows = table(60)
    lines = ["a,c,inside"]
    lines += [f"{a},{c},{y}" for a, c, y in zip(rows["a"], rows["c"], rows["inside"], strict=True)]
    file.write_text("\n".join(lines))
    out = str(tmp_path / "m")
    how = ["--quality", "quick", "--time", "5s", "-q", "--out", out]
    assert run(["fit", str(file), "--target", "inside", "--rivals", "woods", *how]) == 2
    assert "no rival 'woods'" in capsys.readouterr().err
    assert run(["fit", str(file), "--target", "inside", "--rivals", "linear", *how]) == 0
    assert Run.read(out).how["rivals"] == ["linear"]
