import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from importlib.resources import files

import numpy as np
import pytest

from pellucid.data import read_table
from pellucid.report import (
    ColumnNote,
    DataNotes,
    DataWarning,
    HeldOut,
    Making,
    Training,
    build_report,
)
from pellucid.report.marks import distinct_labels
from pellucid.report.page import MOST_MATRIX_CLASSES

VOID = {"meta", "br", "hr", "img", "input", "link", "col", "wbr"}
LOADING = {
    "src",
    "srcset",
    "href",
    "xlink:href",
    "data",
    "action",
    "poster",
    "background",
    "srcdoc",
}
OWN = (files("pellucid.report") / "parts" / "page.js").read_text(encoding="utf-8")
HASH = b64encode(sha256(OWN.encode()).digest()).decode()
NASTY = """<script>alert("1")</script>'"><img src=x onerror=alert(1)>&amp;{{ 7*7 }}${x}"""


class Page(HTMLParser):
    """A page taken apart: its elements, its visible text, and whether its tags are balanced."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] not in {"style", "script"}:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(self.texts)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page_of(held_out, model=None, training=None, **more):
    training = training or Training()
    return build_report(held_out, title="A title", predict=model, training=training, **more).html()


def check_offline(html: str) -> None:
    """Nothing in the page may make a browser fetch or run anything."""
    page = Page(html)
    scripts = [attributes for tag, attributes in page.elements if tag == "script"]
    assert scripts == [{"type": "application/json", "id": "report-data"}, {}]
    assert OWN in html
    assert f"script-src 'sha256-{HASH}'" in html  # no other script may run
    html = html.replace(OWN, "")
    for tag, attributes in page.elements:
        assert tag not in {"link", "iframe", "object", "embed", "img", "base", "form"}
        for name, value in attributes.items():
            assert not name.startswith("on")
            assert name not in LOADING or (value or "").startswith("#")
            assert "url(" not in (value or "")
    assert "@import" not in html
    assert "url(" not in re.sub(r"<style>(.*?)</style>.*", r"\1", html, flags=re.DOTALL)
    assert "http://" not in html
    assert "https://" not in html


@pytest.mark.parametrize("target", ["species", "sex"])
def test_a_page_about_classes_is_whole_offline_and_small(judge_classes, target):
    held_out, model, training = judge_classes(target)
    html = page_of(held_out, model, training, making=Making("nearest centroid", 0, {"depth": 3}))
    page = Page(html)
    check_offline(html)
    assert len(html.encode()) < 500_000
    anchors = {a.get("id") for _, a in page.elements}
    assert {"answer", "mistakes", "reasons", "trust", "data", "making"} <= anchors
    assert {a["href"][1:] for a in page.all("a")} <= anchors
    assert f"on {held_out.n_rows} held-out rows" in page.text
    assert "nearest centroid" in page.text


def test_a_page_about_numbers_is_whole_offline_and_small(judge_numbers):
    html = page_of(*judge_numbers)
    check_offline(html)
    assert len(html.encode()) < 500_000
    assert "Mean absolute error" in Page(html).text


def test_every_figure_has_a_sentence_and_a_description(judge_classes, judge_numbers):
    for judged in (judge_classes("species"), judge_numbers):
        html = page_of(*judged)
        captions = re.findall(r"<figcaption>(.*?)</figcaption>", html, re.DOTALL)
        assert len(captions) >= 4
        assert all(caption.strip().endswith(".") for caption in captions)
        charts = [a for a in Page(html).all("svg") if a.get("class") == "chart"]
        assert len(charts) >= 4
        assert all(a["role"] == "img" and len(a["aria-label"]) > 20 for a in charts)


def test_every_table_has_headers(judge_classes):
    html = page_of(*judge_classes("species"))
    for table in re.findall(r"<table.*?</table>", html, re.DOTALL):
        assert 'scope="col"' in table
        assert 'scope="row"' in table or "Most frequent mistakes" in table


def test_names_and_values_from_the_data_are_escaped_everywhere():
    rng = np.random.default_rng(0)
    table = read_table({NASTY: [NASTY, "b"] * 20, "n" + NASTY: rng.normal(size=40)})
    truth = np.arange(40) % 2
    sure = rng.dirichlet([1, 1], 40)
    held_out = HeldOut(NASTY, truth, sure, table, (NASTY, "other"))
    notes = DataNotes(
        (ColumnNote(NASTY, NASTY, done=NASTY),),
        (DataWarning(NASTY, NASTY, NASTY),),
        table,
        NASTY,
    )
    report = build_report(
        held_out,
        title=NASTY,
        predict=lambda t: np.tile(sure[:1], (t.n_rows, 1)),
        training=Training(rows=3, score_name=NASTY, history=()),
        data=notes,
        making=Making(NASTY, 0, {NASTY: NASTY}, {NASTY: NASTY}),
    )
    html = report.html()
    check_offline(html)
    assert html.count("<script") == 2
    assert "<img" not in html
    assert "49" not in re.findall(r"<h1>(.*?)</h1>", html)[0]
    page = Page(html)
    assert NASTY in page.texts  # it arrives as it was written, as text
    assert any(a.get("title") == NASTY for _, a in page.elements)


@pytest.mark.parametrize("classes", [MOST_MATRIX_CLASSES, MOST_MATRIX_CLASSES + 1, 40, 100])
def test_many_classes_stay_readable(held, classes):
    rng = np.random.default_rng(0)
    truth = rng.integers(0, classes, 3000)
    sure = np.exp(2.5 * np.eye(classes)[truth] + rng.gumbel(size=(3000, classes)))
    sure /= sure.sum(axis=1, keepdims=True)
    names = [f"a class with quite a long name, number {i}" for i in range(classes)]
    html = page_of(held(truth, sure, names))
    check_offline(html)
    assert len(html.encode()) < 600_000
    assert ('class="matrix"' in html) == (classes <= MOST_MATRIX_CLASSES)
    assert len(re.findall(r"<tr>", html.split("Class by class")[0])) < 40


def test_many_columns_are_folded_away():
    rng = np.random.default_rng(0)
    table = read_table({f"column {i} {'x' * 60}": rng.normal(size=50) for i in range(200)})
    first = table.columns[0].name
    held_out = HeldOut("y", table[first].values, table[first].values, table)
    html = page_of(held_out, lambda t: t[first].values)
    check_offline(html)
    assert len(html.encode()) < 600_000
    page = Page(html)
    assert "175 more columns" in page.text
    assert any(a.get("title") == first for a in page.all("span"))


@pytest.mark.parametrize(
    "case",
    [
        ([0], [[0.3, 0.7]], "ab"),
        ([0, 0, 0], [[1.0, 0.0, 0.0]] * 3, "abc"),
        ([1, 0], [[0.5, 0.5]] * 2, "ab"),
        ([3.0], [2.0], ""),
        ([3.0, 3.0], [3.0, 3.0], ""),
        ([1e300, -1e300, 0.0], [0.0, 0.0, 0.0], ""),
        ([1e305, -1e305, 0.0], [-1e305, 0.0, 1e304], ""),
        ([1e-300, 2e-300, 3e-300], [1e-300, 1e-300, 1e-300], ""),
    ],
)
def test_small_and_strange_answers_still_give_a_page(held, case):
    held_out = held(*case)
    html = page_of(held_out, lambda t: np.repeat(held_out.predicted[:1], t.n_rows, axis=0))
    check_offline(html)
    assert "nan" not in Page(html).text.lower().replace("nant", "")


def test_missing_values_and_odd_characters_are_shown(held):
    table = read_table({"naïve 日本語 👩‍🔬": [1.5, None, 2.5], "b\x00\u202e": ["x", None, "\x07"]})
    html = page_of(held([0, 1, 1], np.full((3, 2), 0.5), ("ж", "\ud800"), table))
    html.encode("utf-8")
    assert "naïve 日本語 👩‍🔬" in html
    assert not re.search("[\x00-\x08\u202e]", html)


def test_a_table_without_columns_or_history_still_gives_a_page(held):
    assert "No training history was recorded." in page_of(held([1.0, 2.0], [1.0, 2.5]))


def test_the_same_findings_give_the_same_page(judge_classes):
    assert page_of(*judge_classes("species")) == page_of(*judge_classes("species"))


def test_labels_that_would_look_alike_are_told_apart():
    assert distinct_labels(["a" * 30, "a" * 30 + "b"], 10) == ["…", "…b"]
    assert distinct_labels(["x", "x", ""], 10) == ["x", "x·2", "(empty)"]
