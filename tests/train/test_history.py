"""A history is a value that prints as a table and is kept as JSON lines."""

import math

import pytest

from pellucid import train
from pellucid.core.errors import ArgumentError, FileError

ROWS = (
    {"epoch": 1, "loss": 0.9, "validation_accuracy": 0.5},
    {"epoch": 2, "loss": 0.4, "validation_accuracy": 0.75},
    {"epoch": 3, "loss": 0.5, "validation_accuracy": 0.75},
)
HISTORY = train.History(ROWS)


def test_it_prints_as_a_table():
    assert str(HISTORY) == (
        "epoch  loss  validation_accuracy\n"
        "    1   0.9                  0.5\n"
        "    2   0.4                 0.75\n"
        "    3   0.5                 0.75"
    )
    assert HISTORY._repr_html_().count("<tr>") == 4
    assert str(train.History()) == "no epochs yet"


def test_a_long_one_prints_its_ends():
    text = str(train.History(tuple({"epoch": n, "loss": 1 / n} for n in range(1, 101))))
    assert len(text.splitlines()) == 22
    assert "..." in text
    assert text.splitlines()[-1].split() == ["100", "0.01"]


def test_columns_rows_and_the_best():
    assert (len(HISTORY), next(iter(HISTORY)), HISTORY[-1]) == (3, ROWS[0], ROWS[2])
    assert HISTORY["loss"] == [0.9, 0.4, 0.5]
    assert HISTORY.best("loss") == HISTORY.best("validation_accuracy") == ROWS[1]
    assert HISTORY.best("loss", "max") == ROWS[0]


def test_what_is_not_there_is_a_clear_error():
    for ask in (lambda: HISTORY["lose"], lambda: HISTORY.best("validation_loss")):
        with pytest.raises(ArgumentError, match="epoch, loss, validation_accuracy"):
            ask()


def test_a_loss_that_is_no_number_is_never_best():
    rows = ({"loss": math.nan}, {"loss": 2.0}, {})
    assert train.History(rows).best("loss") == {"loss": 2.0}
    assert train.History(rows)["loss"][1] == 2.0


def test_it_comes_back_from_its_file(tmp_path):
    HISTORY.save(tmp_path / "h.jsonl")
    assert train.History.load(tmp_path / "h.jsonl") == HISTORY
    assert len((tmp_path / "h.jsonl").read_text().splitlines()) == 3


@pytest.mark.parametrize("content", ["{", "[1]\n", "ü\n"])
def test_another_file_is_a_clear_error(tmp_path, content):
    (tmp_path / "h").write_text(content, encoding="latin-1")
    with pytest.raises(FileError, match="is not a history"):
        train.History.load(tmp_path / "h")
    with pytest.raises(FileError, match="cannot be read"):
        train.History.load(tmp_path / "nowhere")
