"""Dropout: how much is left out, that its gradient has the same mask, and that masks change."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.core.errors import ArgumentError


def test_the_share_left_out_is_p_and_the_mean_stays():
    pel.manual_seed(0)
    found = nn.Dropout(0.3)(pel.ones((200, 200))).numpy()
    assert (found == 0).mean() == pytest.approx(0.3, abs=0.01)
    assert found.mean() == pytest.approx(1.0, abs=0.01)
    np.testing.assert_allclose(found[found != 0], 1 / 0.7, rtol=1e-6)


@pytest.mark.parametrize("compiled", [False, True])
def test_the_gradient_has_the_mask_of_the_result(compiled):
    def both(x):
        found = nn.dropout(x, 0.5)
        return found, pel.gradients((found * 3).sum(), [x])[0]

    x = pel.Tensor(np.ones(50, np.float32), requires_grad=True)
    found, gradient = (pel.compile(lambda: both(x)) if compiled else lambda: both(x))()
    np.testing.assert_array_equal(gradient.numpy(), found.numpy() * 3)


@pytest.mark.parametrize("compiled", [False, True])
def test_every_call_draws_another_mask_and_the_seed_fixes_them(compiled):
    def call(x):
        return nn.dropout(x, 0.5)

    call = pel.compile(call) if compiled else call

    def masks():
        pel.manual_seed(5)
        return [call(pel.ones(64)).tolist() for _ in range(2)]

    first = masks()
    assert first[0] != first[1]
    assert masks() == first


def test_compiled_and_eager_draw_the_same():
    x = pel.ones(40)
    pel.manual_seed(1)
    eager = nn.dropout(x, 0.5).tolist()
    pel.manual_seed(1)
    assert pel.compile(lambda x: nn.dropout(x, 0.5))(x).tolist() == eager


def test_nothing_or_everything_may_be_left_out():
    x = pel.Tensor([1.0, -2.0], requires_grad=True)
    assert nn.dropout(x, 0.0).tolist() == [1.0, -2.0]
    assert nn.dropout(x, 0.5, training=False) is x
    assert nn.Dropout(0.9).eval()(x) is x
    assert np.abs(nn.dropout(x, 1.0).numpy()).tolist() == [0.0, 0.0]
    with pytest.raises(ArgumentError, match="probability"):
        nn.Dropout(1.5)


def test_a_captured_program_can_vary_the_probability():
    call = pel.compile(nn.dropout)
    for p in (0.1, 0.6):
        found = call(pel.ones((100, 100)), p).numpy()
        assert (found == 0).mean() == pytest.approx(p, abs=0.02)
        np.testing.assert_allclose(found[found != 0], 1 / (1 - p), rtol=1e-5)
    assert len(call.programs) == 1


def test_a_key_fixes_the_mask():
    key = pel.random.key(3)
    x = pel.ones(30)
    assert nn.dropout(x, 0.5, key=key).tolist() == nn.dropout(x, 0.5, key=key).tolist()
