"""Texts as numbers, models of runs, and digits that are drawn."""

import numpy as np
import pytest

from pellucid.core.errors import ArgumentError, DataError, FileError
from pellucid.data import (
    Characters,
    NGrams,
    glyphs,
    moved_glyphs,
    python_topics,
    read_text,
    text_windows,
)


def test_every_python_brings_a_text():
    text = python_topics()
    assert len(text) > 300_000
    assert "Assignment statements" in text
    assert python_topics() == text


def test_characters_come_back_and_others_are_marked():
    code = Characters.of("hello world")
    assert code.decode(code.encode("held low")) == "held low"
    assert code.encode("hex").tolist()[-1] == 0
    assert len(code) == 9


def test_windows_hold_what_comes_next():
    x, y = text_windows(np.arange(10), 4, 3)
    assert x.tolist() == [[0, 1, 2, 3], [3, 4, 5, 6]]
    assert (y == x + 1).all()
    with pytest.raises(DataError):
        text_windows(np.arange(4), 4)


def test_probabilities_sum_to_one_and_a_text_read_before_is_cheap():
    text = python_topics()[:20_000]
    model = NGrams(4).fit(text[:18_000])
    for before in ("", "th", "the", "zqx"):
        total = sum(model.probability(before, c) for c in {*text[:18_000]})
        assert total <= 1 + 1e-9
        assert total > 0.98
    assert (
        model.bits(text[:2000])
        < model.bits(text[18_000:])
        < NGrams(1).fit(text[:18_000]).bits(text[18_000:])
    )
    with pytest.raises(ArgumentError):
        NGrams(0)


def test_a_file_is_read_or_the_reason_told(tmp_path):
    (tmp_path / "a.txt").write_text("äb", encoding="utf-8")
    assert read_text(tmp_path / "a.txt") == "äb"
    (tmp_path / "b.txt").write_bytes(b"\xff\xfe\xff")
    for name in ("b.txt", "c.txt"):
        with pytest.raises(FileError):
            read_text(tmp_path / name)


def test_drawn_digits_depend_on_their_seed_only_and_can_be_told_apart():
    x, y = glyphs(600, 24, seed=3)
    again, _ = glyphs(600, 24, seed=3)
    assert (x == again).all()
    assert not (x == glyphs(600, 24, seed=4)[0]).all()
    assert set(y) == set(range(10))
    means = np.stack([x[:500][y[:500] == k].mean(0).ravel() for k in range(10)])
    nearest = ((x[500:].reshape(100, 1, -1) - means) ** 2).sum(-1).argmin(1)
    assert (nearest == y[500:]).mean() > 0.5
    with pytest.raises(ArgumentError):
        glyphs(1, 4)


def test_moves_are_told():
    x, moves, moved = moved_glyphs(50, 16, seed=1)
    assert np.abs(moves).max() == 2
    for before, (dx, dy), after in zip(x, moves.astype(int), moved, strict=True):
        np.testing.assert_array_equal(
            np.roll(before.reshape(16, 16), (dy, dx), (0, 1)).ravel(), after
        )
