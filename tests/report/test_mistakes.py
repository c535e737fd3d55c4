import numpy as np

from pellucid.data import read_table
from pellucid.report import HeldOut, worst_mistakes
from pellucid.report.words import DASH, MINUS


def test_wrong_answers_come_surest_first_with_their_values(held):
    table = read_table({"size": [1.5, 2, None, 4], "city": ["Rome", None, "Oslo", "Bern"]})
    sure = [[0.9, 0.1], [0.4, 0.6], [0.01, 0.99], [0.2, 0.8]]
    found = worst_mistakes(held([0, 0, 0, 1], sure, ("cat", "dog"), table), first=("city",))
    assert found.wrong == 2
    worst, second = found.worst
    assert (worst.row, worst.truth, worst.answer, worst.probability) == (3, "cat", "dog", 0.99)
    assert worst.values == (("city", "Oslo"), ("size", DASH))
    assert (second.row, second.values) == (2, (("city", DASH), ("size", "2")))
    assert str(worst) == "Row 3: dog answered (99 % sure), cat is true."


def test_without_wrong_answers_the_least_certain_are_shown(held):
    found = worst_mistakes(held([0, 0], [[0.9, 0.1], [0.6, 0.4]], "ab"))
    assert found.wrong == 0
    assert [mistake.row for mistake in found.worst] == [2, 1]
    assert not found.worst[0].is_wrong
    assert "No held-out row was answered wrongly" in found.sentence()


def test_numbers_come_by_the_size_of_the_error(held):
    found = worst_mistakes(held([1.0, 2.0, 30.0], [1.5, -2.0, 31.0]), most=2)
    assert [(mistake.row, mistake.loss) for mistake in found.worst] == [(2, 4.0), (3, 1.0)]
    assert f"row 2 was predicted as {MINUS}2 where 2 is true, off by 4" in found.sentence()


def test_rows_are_named_by_their_place_in_the_whole_table():
    rows = read_table({"x": [1.0, 2.0]})
    held_out = HeldOut("y", np.zeros(2), np.array([0.0, 5.0]), rows, places=np.array([41, 17]))
    assert worst_mistakes(held_out).worst[0].row == 18
