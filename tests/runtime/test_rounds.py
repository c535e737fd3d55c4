"""Loops that read nothing, and loops whose shapes grow: few programs for many rounds."""

import numpy as np
import pytest

import pellucid as pel
from pellucid.runtime import programs


@pytest.fixture
def made(monkeypatch):
    """The outputs of the programs that are made from now on."""
    found = []
    compile_program = programs.compile_program

    def noted(computation):
        found.append(computation.outputs)
        return compile_program(computation)

    monkeypatch.setattr(programs, "compile_program", noted)
    monkeypatch.setattr(programs, "PROGRAMS", {})
    monkeypatch.setattr(programs, "MADE", programs.MADE.__class__())
    return found


def test_a_loop_that_reads_nothing_is_cut_into_its_rounds(made):
    w = np.random.default_rng(0).normal(size=(4, 4)).astype(np.float32) * 0.4
    x, y, weights = pel.ones((2, 4)), pel.zeros((2, 4)), pel.asarray(w)
    for _ in range(500):
        x = pel.tanh(x @ weights) + 0.5 * y
        y = x - 0.1 * y
    wanted, other = np.ones((2, 4), np.float32), np.zeros((2, 4), np.float32)
    for _ in range(500):
        wanted = np.tanh(wanted @ w) + np.float32(0.5) * other
        other = wanted - np.float32(0.1) * other
    np.testing.assert_allclose((x + y).numpy(), wanted + other, rtol=1e-4, atol=1e-5)
    assert len(made) <= 5
    assert max(len(pel.graph.toposort(outputs)) for outputs in made) < 200


def test_a_long_graph_without_a_loop_stays_whole(made):
    parts = [pel.full((3,), float(i)) * 2 + 1 for i in range(200)]
    total = pel.stack([part * part for part in parts]).sum()
    assert float(total) == sum(3 * (2.0 * i + 1) ** 2 for i in range(200))
    assert len(made) == 1


def test_a_text_that_grows_does_not_make_a_program_for_each_length(made):
    weights = pel.asarray(np.random.default_rng(0).normal(size=(7, 7)).astype(np.float32))
    text, wanted = pel.asarray([[1]]), [1]
    for length in range(2, 40):
        scores = weights[text[:, -4:]].sum(1)
        text = pel.concat([text, scores.argmax(-1, keepdims=True)], axis=1)
        wanted.append(int(weights.numpy()[wanted[-4:]].sum(0).argmax()))
        assert text.tolist() == [wanted]
        if length == 12:
            made.clear()
    assert not made
