"""Averaged models and their schedule, by hand and beside PyTorch's."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn, optim
from pellucid.core.errors import ArgumentError
from pellucid.optim.swa_utils import (
    SWALR,
    AveragedModel,
    get_ema_avg_fn,
    get_ema_multi_avg_fn,
    get_swa_multi_avg_fn,
    update_bn,
)

X = np.random.default_rng(0).standard_normal((12, 3)).astype(np.float32)


def averaged(values, **options):
    model = nn.Linear(1, 1, bias=False)
    found = AveragedModel(model, **options)
    for value in values:
        model.weight.assign(pel.Tensor([[value]]))
        found.update_parameters(model)
    return found.module.weight.item()


def test_averages_are_means_or_exponential():
    assert averaged([1.0, 2.0, 6.0]) == 3.0
    assert averaged([1.0, 2.0, 6.0], multi_avg_fn=get_swa_multi_avg_fn()) == 3.0
    ema = 0.5 * (0.5 * 1 + 0.5 * 2) + 0.5 * 6
    assert averaged([1.0, 2.0, 6.0], multi_avg_fn=get_ema_multi_avg_fn(0.5)) == ema
    assert averaged([1.0, 2.0, 6.0], avg_fn=get_ema_avg_fn(0.5)) == ema
    assert averaged([1.0, 2.0], avg_fn=lambda mean, new, n: mean * 10 + new) == 12.0
    with pytest.raises(ArgumentError, match="not both"):
        averaged([1.0], avg_fn=get_ema_avg_fn(), multi_avg_fn=get_ema_multi_avg_fn())
    with pytest.raises(ArgumentError, match="share of 0 to 1"):
        get_ema_avg_fn(1.5)


def test_a_captured_step_updates_the_average():
    pel.manual_seed(0)
    model = nn.Linear(3, 1)
    optimizer, ema = optim.SGD(model.parameters(), lr=0.1), AveragedModel(
        model, multi_avg_fn=get_ema_multi_avg_fn(0.9)
    )  # fmt: skip

    @pel.compile
    def step(x):
        loss = model(x).square().mean()
        optimizer.minimize(loss)
        ema.update_parameters(model)
        return loss

    wanted = None
    for _ in range(3):
        step(X)
        now = model.weight.numpy()
        wanted = now if wanted is None else wanted * np.float32(0.9) + now * np.float32(0.1)
    np.testing.assert_allclose(ema.module.weight.numpy(), wanted, atol=1e-6)
    other = AveragedModel(nn.Linear(3, 1))
    other.load_state_dict(ema.state_dict())
    assert other.n_averaged.item() == 3
    np.testing.assert_array_equal(other(X).numpy(), ema.eval()(X).numpy())
    assert not ema.module.training
    assert model.training


def test_buffers_are_the_models_or_averaged():
    model = nn.BatchNorm1d(3)
    plain, both = AveragedModel(model), AveragedModel(model, use_buffers=True)
    for scale in (1.0, 3.0):
        model.running_mean.assign(pel.full((3,), scale))
        plain.update_parameters(model)
        both.update_parameters(model)
    assert plain.module.running_mean.tolist() == [3.0] * 3
    assert both.module.running_mean.tolist() == [2.0] * 3


def test_statistics_are_taken_anew():
    model = nn.Sequential(nn.BatchNorm1d(3), nn.Linear(3, 1)).eval()
    model[0].running_mean.assign(pel.full((3,), 100.0))
    batches = [(X[:6], np.zeros(6)), (X[6:], np.zeros(6))]
    update_bn(batches, model)
    np.testing.assert_allclose(model[0].running_mean.numpy(), X.mean(0), atol=1e-6)
    spread = (X[:6].var(0, ddof=1) + X[6:].var(0, ddof=1)) / 2
    np.testing.assert_allclose(model[0].running_var.numpy(), spread, atol=1e-6)
    assert (model[0].momentum, model.training) == (0.1, False)
    update_bn([X], AveragedModel(model))
    update_bn([X], nn.Linear(3, 1))


@pytest.mark.filterwarnings("ignore:.*lr_scheduler:UserWarning")
@pytest.mark.parametrize("strategy", ["cos", "linear"])
def test_the_rate_moves_as_in_torch(strategy):
    torch = pytest.importorskip("torch")
    ours = optim.SGD([nn.Parameter([1.0])], lr=0.4)
    theirs = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=0.4)
    rates = []
    for optimizer, place, swalr in (
        (ours, optim.lr_scheduler, SWALR),
        (theirs, torch.optim.lr_scheduler, torch.optim.swa_utils.SWALR),
    ):
        if place is not optim.lr_scheduler:
            optimizer.step()
        falling = place.ExponentialLR(optimizer, 0.8)
        averaging = swalr(optimizer, swa_lr=0.05, anneal_epochs=4, anneal_strategy=strategy)
        for epoch in range(10):
            (falling if epoch < 3 else averaging).step()
            rates.append(optimizer.param_groups[0]["lr"])
    np.testing.assert_allclose(rates[:10], rates[10:], rtol=1e-9)


def test_the_rate_by_hand():
    optimizer = optim.SGD([nn.Parameter([1.0])], lr=1.0)
    schedule = SWALR(optimizer, swa_lr=0.2, anneal_epochs=2)
    rates = []
    for _ in range(3):
        schedule.step()
        rates.append(optimizer.param_groups[0]["lr"])
    np.testing.assert_allclose(rates, [0.6, 0.2, 0.2], rtol=1e-12)
    SWALR(optimizer, swa_lr=0.5, anneal_epochs=0)
    assert optimizer.param_groups[0]["lr"] == 0.5
    with pytest.raises(ArgumentError, match="anneal_strategy"):
        SWALR(optimizer, swa_lr=0.5, anneal_strategy="steps")


def test_averages_are_those_of_torch():
    torch = pytest.importorskip("torch")
    values = np.random.default_rng(1).standard_normal((5, 1, 2)).astype(np.float32)
    for name in ("get_ema_multi_avg_fn", "get_swa_multi_avg_fn"):
        model, other = nn.Linear(2, 1), torch.nn.Linear(2, 1)
        ours = AveragedModel(model, multi_avg_fn=getattr(optim.swa_utils, name)())
        theirs = torch.optim.swa_utils.AveragedModel(
            other, multi_avg_fn=getattr(torch.optim.swa_utils, name)()
        )
        for value in values:
            model.weight.assign(pel.Tensor(value))
            other.weight.data = torch.tensor(value)
            ours.update_parameters(model)
            theirs.update_parameters(other)
        np.testing.assert_allclose(
            ours.module.weight.numpy(), theirs.module.weight.detach().numpy(), atol=1e-6
        )
        assert set(ours.state_dict()) == set(theirs.state_dict())
