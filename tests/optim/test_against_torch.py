"""Steps and schedules beside PyTorch's, where it is installed."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import optim

torch = pytest.importorskip("torch")
RULES = [
    ("SGD", {"momentum": 0.9, "nesterov": True, "weight_decay": 0.01}),
    ("SGD", {"momentum": 0.9, "dampening": 0.3}),
    ("Adam", {"weight_decay": 0.1, "betas": (0.9, 0.95)}),
    ("Adam", {"amsgrad": True}),
    ("Adam", {"weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("AdamW", {"weight_decay": 0.3}),
    ("RMSprop", {"momentum": 0.9, "centered": True}),
    ("Adagrad", {"lr_decay": 0.1, "initial_accumulator_value": 0.1}),
    ("NAdam", {"weight_decay": 0.1}),
    ("NAdam", {"weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("RAdam", {"weight_decay": 0.1}),
    ("RAdam", {"betas": (0.5, 0.8), "decoupled_weight_decay": True, "weight_decay": 0.1}),
    ("Adamax", {"weight_decay": 0.1}),
    ("Adadelta", {"weight_decay": 0.1, "eps": 1e-3}),
    ("Rprop", {}),
    ("ASGD", {"t0": 5, "lambd": 0.01, "weight_decay": 0.1}),
    ("Adafactor", {"weight_decay": 0.1}),
]
SCHEDULES = {
    "StepLR": {"step_size": 4, "gamma": 0.5},
    "MultiStepLR": {"milestones": [3, 7, 7], "gamma": 0.5},
    "ExponentialLR": {"gamma": 0.9},
    "CosineAnnealingLR": {"T_max": 10, "eta_min": 0.01},
    "LinearLR": {"start_factor": 0.2, "end_factor": 0.9, "total_iters": 7},
    "OneCycleLR": {"max_lr": 1.0, "total_steps": 25},
    "ConstantLR": {"factor": 0.3, "total_iters": 6},
    "PolynomialLR": {"total_iters": 15, "power": 2.0},
    "MultiplicativeLR": {"lr_lambda": lambda epoch: 1 - 0.01 * epoch},
    "CosineAnnealingWarmRestarts": {"T_0": 3, "T_mult": 2, "eta_min": 0.01},
    "CyclicLR": {
        "base_lr": 0.1,
        "max_lr": 0.7,
        "step_size_up": 3,
        "step_size_down": 4,
        "mode": "triangular2",
    },
}


@pytest.mark.parametrize(("name", "options"), RULES, ids=str)
def test_thirty_steps_end_at_the_same_place_and_state_travels(name, options):
    source = np.random.default_rng(0)
    x, y, start = (source.standard_normal(s).astype(np.float32) for s in ((7, 5), (7, 4), (5, 4)))
    p, t = pel.Parameter(start.copy()), torch.nn.Parameter(torch.tensor(start))
    mine = getattr(optim, name)([p], lr=0.02, **options)
    other = getattr(torch.optim, name)([t], lr=0.02, **options)
    call = pel.compile(lambda x, y: mine.minimize(((pel.tanh(x @ p) - y) ** 2).mean()))
    for step in range(30):
        if step == 15:
            mine.load_state_dict(other.state_dict())
        call(x, y)
        other.zero_grad()
        ((torch.tanh(torch.tensor(x) @ t) - torch.tensor(y)) ** 2).mean().backward()
        other.step()
    np.testing.assert_allclose(p.numpy(), t.detach().numpy(), atol=3e-5)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("name", "options"), RULES, ids=str)
def test_gradients_that_come_late_and_groups_that_are_edited(name, options, dtype):
    source = np.random.default_rng(1)
    starts = [source.standard_normal(shape).astype(dtype) for shape in ((5, 4), (4,), (), (2, 3))]
    params = [pel.Parameter(x.copy()) for x in starts]
    others = [torch.nn.Parameter(torch.tensor(x)) for x in starts]
    groups = [[{"params": own[:2]}, {"params": own[2:3], "lr": 0.05}] for own in (params, others)]
    mine = getattr(optim, name)(groups[0], lr=0.02, **options)
    other = getattr(torch.optim, name)(groups[1], lr=0.02, **options)
    for step in range(20):
        if step == 5:
            mine.add_param_group({"params": params[3:], "lr": 0.01})
            other.add_param_group({"params": others[3:], "lr": 0.01})
        if step == 8:
            for optimizer in (mine, other):
                optimizer.param_groups[0]["lr"] = 0.004
                if "betas" in optimizer.param_groups[0]:
                    optimizer.param_groups[0]["betas"] = (0.8, 0.99)
        for place, (p, t) in enumerate(zip(params, others, strict=True)):
            g = source.standard_normal(p.shape).astype(dtype)
            late = (step + place) % 3 == 0
            p.grad = None if late else pel.Tensor(g)
            t.grad = None if late else torch.tensor(g)
        mine.step()
        other.step()
    tolerance = 1e-5 if dtype == "float32" else 1e-9
    for p, t in zip(params, others, strict=True):
        np.testing.assert_allclose(p.numpy(), t.detach().numpy(), rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("name", SCHEDULES)
def test_schedules(name):
    mine = optim.SGD([pel.Parameter([1.0])], lr=0.5, momentum=0.9)
    other = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=0.5, momentum=0.9)
    schedule = getattr(optim.lr_scheduler, name)(mine, **SCHEDULES[name])
    wanted = getattr(torch.optim.lr_scheduler, name)(other, **SCHEDULES[name])
    for _ in range(24):
        for key in ("lr", "momentum"):
            expected = other.param_groups[0][key]
            assert mine.param_groups[0][key] == pytest.approx(expected, rel=1e-9)
        other.step()
        schedule.step()
        wanted.step()


@pytest.mark.parametrize("search", [None, "strong_wolfe"])
def test_lbfgs(search):
    source = np.random.default_rng(0)
    x, y, start = (source.standard_normal(s) for s in ((7, 5), (7, 4), (5, 4)))
    p, t = pel.Parameter(start.copy()), torch.nn.Parameter(torch.tensor(start))
    options = {"lr": 0.5, "max_iter": 6, "line_search_fn": search, "history_size": 4}
    mine, other = optim.LBFGS([p], **options), torch.optim.LBFGS([t], **options)

    def ours():
        mine.zero_grad()
        loss = ((pel.tanh(x @ p) - y) ** 2).mean()
        loss.backward()
        return loss

    def theirs():
        other.zero_grad()
        loss = ((torch.tanh(torch.tensor(x) @ t) - torch.tensor(y)) ** 2).mean()
        loss.backward()
        return loss

    for _ in range(5):
        assert mine.step(ours) == pytest.approx(other.step(theirs).item(), rel=1e-7)
    np.testing.assert_allclose(p.numpy(), t.detach().numpy(), atol=1e-7)


def test_schedules_one_after_another_and_at_once():
    for made in ("SequentialLR", "ChainedScheduler"):
        mine = optim.SGD([pel.Parameter([1.0])], lr=0.5)
        other = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=0.5)
        found = []
        for library, optimizer in ((optim, mine), (torch.optim, other)):
            rates = library.lr_scheduler
            parts = [rates.ConstantLR(optimizer, 0.2, 4), rates.ExponentialLR(optimizer, 0.9)]
            sequence = made == "SequentialLR"
            found.append(
                rates.SequentialLR(optimizer, parts, milestones=[5])
                if sequence
                else rates.ChainedScheduler(parts)
            )
        for _ in range(12):
            wanted = other.param_groups[0]["lr"]
            assert mine.param_groups[0]["lr"] == pytest.approx(wanted, rel=1e-9)
            other.step()
            for schedule in found:
                schedule.step()


def test_a_cycle_by_steps():
    options = {"base_lr": 0.1, "max_lr": 0.7, "step_size_up": 3, "mode": "exp_range"}
    mine = optim.SGD([pel.Parameter([1.0])], lr=0.5, momentum=0.9)
    other = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=0.5, momentum=0.9)
    a = optim.lr_scheduler.CyclicLR(mine, gamma=0.9, **options)
    b = torch.optim.lr_scheduler.CyclicLR(other, gamma=0.9, **options)
    for _ in range(15):
        for key in ("lr", "momentum"):
            expected = other.param_groups[0][key]
            assert mine.param_groups[0][key] == pytest.approx(expected, rel=1e-9)
        other.step()
        a.step()
        b.step()
