"""Plans chosen by timing: asked for, kept, taken again, and never more than a choice."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.backends.llvm import tuning


@pytest.fixture
def tried(monkeypatch, tmp_path):
    """The plans that are timed, with a fresh folder and memory."""
    monkeypatch.setattr(tuning, "CHOSEN", {})
    seconds, found = tuning.seconds, []

    def noted(choice, plan):
        found.append(plan.kind)
        return seconds(choice, plan)

    monkeypatch.setattr(tuning, "seconds", noted)
    with pel.using(cache=tmp_path, threads=1):
        yield found


def dense(a, b):
    return nn.relu(a @ b.mT)


def operands():
    random = np.random.default_rng(0)
    return [random.standard_normal((40, 96), np.float32) for _ in range(2)]


def test_nothing_is_timed_unless_asked_for(tried):
    pel.compile(dense)(*operands())
    assert tried == []


def test_what_is_chosen_once_is_taken_again_by_a_new_process(tried, monkeypatch):
    a, b = operands()
    with pel.using(tune=True):
        found = pel.compile(dense)(a, b).numpy()
        timed = list(tried)
        monkeypatch.setattr(tuning, "CHOSEN", {})
        again = pel.compile(dense)(a, b).numpy()
    assert len(timed) > 1
    assert tried == timed
    assert np.array_equal(found, again)
    np.testing.assert_allclose(found, np.maximum(a @ b.T, 0), rtol=1e-4, atol=1e-4)


def test_a_file_that_says_something_else_is_ignored(tried, tmp_path):
    a, b = operands()
    with pel.using(tune=True):
        pel.compile(dense)(a, b).numpy()
        timed = len(tried)
        for file in (tmp_path / "tuned").iterdir():
            file.write_bytes(b"not ours")
        tuning.CHOSEN.clear()
        pel.compile(dense)(a, b).numpy()
    assert len(tried) == 2 * timed


@pytest.mark.parametrize("batch", [3, 32])
def test_a_network_is_tuned_to_the_same_values(tried, batch):
    random = np.random.default_rng(0)
    x = random.standard_normal((batch, 3, 14, 14), np.float32)
    w = pel.Parameter(random.standard_normal((8, 3, 3, 3), np.float32))
    v = pel.Parameter(random.standard_normal((5, 8, 3, 3), np.float32))

    def loss_and_gradients(x):
        y = nn.functional.conv2d(nn.relu(nn.functional.conv2d(x, w, padding=1)), v, stride=2)
        return y, *pel.gradients((y * y).sum(), [w, v])

    plain = [y.numpy() for y in pel.compile(loss_and_gradients)(x)]
    with pel.using(tune=True):
        found = [y.numpy() for y in pel.compile(loss_and_gradients)(x)]
    assert tried
    for a, b in zip(found, plain, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-4 * np.abs(b).max())
