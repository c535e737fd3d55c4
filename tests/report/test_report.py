import os

import numpy as np
import pytest

from pellucid.core.errors import ArgumentError, FileError
from pellucid.data import read_table
from pellucid.report import HeldOut, build_report
from pellucid.report.drawing import draw, start_drawing


def test_it_prints_every_finding_as_a_sentence(judge_classes):
    held_out, model, training = judge_classes("species")
    report = build_report(held_out, title="Penguins", predict=model, training=training)
    lines = str(report).splitlines()
    assert lines[0] == "Penguins"
    assert lines[1] == str(report.headline)
    assert len(lines) == 9
    assert all(line.endswith(".") for line in lines[1:])


def test_a_stand_in_for_the_penguins_is_clearly_better_than_the_baseline(judge_classes):
    held_out, model, training = judge_classes("species")
    report = build_report(held_out, predict=model, training=training)
    assert report.headline.score > 0.9
    assert report.headline.verdict == "better"
    assert report.importance.columns[0].name == "bill_length_mm"


def test_what_does_not_apply_is_none(judge_classes, judge_numbers):
    held_out, _, training = judge_classes("sex")
    classes = build_report(held_out, training=training)
    numbers = build_report(judge_numbers[0])
    assert (classes.residuals, classes.importance) == (None, None)
    assert (numbers.confusion, numbers.reliability) == (None, None)
    assert (classes.task, numbers.task) == ("binary", "regression")


def test_saving_writes_the_page(tmp_path, held):
    report = build_report(held([1.0, 2.0, 4.0], [1.0, 2.0, 3.0]))
    path = report.save(tmp_path / "report.html")
    assert path.read_text(encoding="utf-8") == report.html()
    assert os.listdir(tmp_path) == ["report.html"]


def test_a_failed_save_leaves_the_old_page_and_nothing_else(tmp_path, held, monkeypatch):
    path = tmp_path / "report.html"
    path.write_text("old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(FileError, match="No space left on device"):
        build_report(held([1.0, 2.0], [1.0, 2.0])).save(path)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["report.html"]


def test_saving_into_a_folder_that_is_not_there_is_one_clear_error(tmp_path, held):
    with pytest.raises(FileError, match="there is no folder"):
        build_report(held([1.0, 2.0], [1.0, 2.0])).save(tmp_path / "none" / "report.html")


def test_a_notebook_gets_the_page_in_a_frame(held):
    report = build_report(held([1.0, 2.0], [1.0, 2.0]), title='"quoted"')
    frame = report._repr_html_()
    assert frame.startswith('<iframe title="&quot;quoted&quot;"')
    assert frame.count("<") == 2


@pytest.mark.parametrize(
    ("truth", "predicted", "classes", "message"),
    [
        ([], [], (), "no held-out rows"),
        ([0, 2], np.full((2, 2), 0.5), "ab", "outside the classes"),
        ([0.0, 1.0], np.full((2, 2), 0.5), "ab", "class codes"),
        ([0, 1], [0.5, 0.5], "ab", "do not fit"),
        ([0.0, 1.0], [0.5, np.nan], (), "not a finite number"),
        ([0.0, np.nan], [0.5, 0.5], (), "true answer is missing"),
    ],
)
def test_rows_that_do_not_fit_together_are_refused(truth, predicted, classes, message):
    table = read_table({"x": np.zeros(max(len(truth), 1))}).take(np.arange(len(truth)))
    with pytest.raises(ArgumentError, match=message):
        HeldOut("y", np.array(truth), np.asarray(predicted), table, tuple(classes))


def test_a_table_of_another_length_is_refused():
    with pytest.raises(ArgumentError, match="differ in length"):
        HeldOut("y", np.zeros(3), np.zeros(3), read_table({"x": [1.0, 2.0]}))


def test_drawing_can_be_woken_while_other_work_runs():
    thread = start_drawing()
    thread.join(30)
    assert not thread.is_alive()


def test_a_drawing_has_no_ids_fonts_or_namespaces_of_its_own():
    values = [{"x": 1.23456, "y": 2}]
    encoding = {axis: {"field": axis, "type": "quantitative"} for axis in "xy"}
    svg = draw({"data": {"values": values}, "mark": "point", "encoding": encoding}, 'a "dot"')
    assert svg.startswith("<svg ")
    assert 'aria-label="a &quot;dot&quot;"' in svg
    for part in ("xmlns", " id=", "font-family", "url(", "aria-hidden"):
        assert part not in svg
