import re

import numpy as np
import pytest

from pellucid.report import (
    Chart,
    Evidence,
    Lesson,
    Picture,
    Pictures,
    Rows,
    Section,
    Words,
    build_report,
)
from pellucid.report.form import packed
from pellucid.report.marks import axis, drawn, layer

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def test_what_other_kinds_of_data_add_is_shown_in_its_place(held):
    chart = drawn(layer("circle", [{"x": 1, "y": 2}], {"x": axis("x"), "y": axis("y")}))
    lesson = Lesson("What is a backtest?", ("The past, asked again.",), chart, "Your own past.")
    sections = (
        Section("mistakes", "Pictures taken for others", (
            Pictures((Picture(PNG, "a dog", "a grey cat <b>", is_wrong=True),), "One mistake."),
        )),
        Section("reasons", "Words", (
            Words(((("good", 0.9), ("<i>bad</i>", -0.8)),), ("positive",), "Good speaks for it."),
        )),
        Section("trust", "Past years", (
            Chart(chart, "The error by year.", lesson),
            Rows(("year", "error"), ((2019, 1.5),), "One year."),
        )),
    )  # fmt: skip
    report = build_report(
        held([1.0, 2.0, 3.0], [1.0, 2.0, 2.5]), evidence=Evidence(sections=sections)
    )
    html = report.html()
    assert "One mistake." in report.sentences()
    assert 'alt="a grey cat &lt;b&gt;"' in html
    assert 'src="data:image/png;base64,' in html
    assert "&lt;i&gt;bad&lt;/i&gt;" in html
    assert "<i>bad</i>" not in html
    assert "What is a backtest?" in html
    places = [html.index(text) for text in ("Pictures taken", ">Words<", "Past years")]
    assert places == sorted(places)
    assert 'href="#reasons"' in html


def test_every_lesson_is_drawn_on_the_data_and_speaks_in_whole_sentences(
    judge_classes, judge_numbers
):
    for judged in (judge_classes("species"), judge_classes("sex"), judge_numbers):
        held_out, model, training = judged
        report = build_report(held_out, predict=model, training=training)
        assert len(report.lessons) >= 7
        for lesson in report.lessons.values():
            assert lesson.question.endswith("?")
            assert all(text[-1] in ".?" and len(text) > 60 for text in lesson.paragraphs)
            assert lesson.chart is None or lesson.caption.endswith(".")
        assert sum(lesson.chart is not None for lesson in report.lessons.values()) >= 7
        html = report.html()
        assert len(re.findall('<details class="lesson">', html)) >= len(report.lessons) - 1


@pytest.mark.parametrize("bits", [32, 20, 17, 12])
def test_packed_weights_stand_for_nearly_the_same(bits):
    weights = np.random.default_rng(0).normal(size=(3, 7, 33)).astype(np.float32)
    weights[0, 0] = 0.0
    chunk, kept = packed(weights, bits)
    reach = np.abs(weights).max(axis=-1, keepdims=True)
    assert np.all(np.abs(kept - weights) <= reach / (2**bits - 2) * 1.001 + (bits == 32) * 0)
    assert len(chunk) == (weights.nbytes if bits == 32 else 4 * 21 + -(-weights.size * bits // 8))
