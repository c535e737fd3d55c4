"""`using(check="nan")`: the first number that is not finite is traced to its operation, element,
row and line; what the call would have spoiled stays as it was."""

import math

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn, optim
from pellucid.core.errors import ArgumentError, NonFiniteError

INF = float("inf")


@pytest.fixture(autouse=True)
def checked():
    with pel.using(check="nan"):
        yield


def raised(function, *arguments):
    with pytest.raises(NonFiniteError) as caught:
        function(*arguments)
    return caught.value


def three(*values):
    return pel.asarray(np.array(values, np.float32))


@pytest.mark.parametrize(
    ("function", "what", "given"),
    [
        (pel.log, "log gave nan", "[1] of f32[3] = log(-1)"),
        (pel.sqrt, "sqrt gave nan", "sqrt(-1)"),
        (lambda x: x / (x - x), "divide gave nan", "[2] of f32[3] = divide(0, 0)"),
        (lambda x: pel.exp(x * 1000.0), "exp gave inf", "exp(1000)"),
        (lambda x: pel.log(pel.abs(x)), "log gave -inf", "log(0)"),
        (lambda x: pel.sum(x * 3e38), "multiply gave inf", None),
        (lambda x: (x * 1e38) @ (x * 1e38), "a product of arrays gave inf", "3 products"),
    ],
)
def test_compiled_and_eager_name_the_operation_the_element_and_the_line(function, what, given):
    x = three(1.0, -1.0, 0.0) if "multiply" not in what else three(2.0, 0.0, 0.0)
    for run in (pel.compile(function), lambda x: function(x).numpy()):
        error = raised(run, x)
        assert error.what == what
        assert given is None or given in error.given
        assert error.at.startswith("test_finite.py:")
        assert error.fix


def test_numbers_that_the_user_wrote_are_no_fault():
    mask = pel.asarray([True, False, True])
    found = pel.compile(lambda x: pel.where(mask, x, -INF))(three(1.0, 2.0, 3.0))
    assert found.tolist() == [1.0, -INF, 3.0]
    assert pel.where(mask, 0.0, INF).tolist() == [0.0, INF, 0.0]


def test_a_masked_infinity_on_the_way_is_not_blamed():
    """The path from the bad value goes through a value that holds -inf elsewhere by design."""

    def function(x, y):
        scores = pel.where(x > 0, x, -INF)
        return pel.softmax(scores, axis=1) * pel.log(y)

    x = pel.asarray([[1.0, -1.0], [2.0, 3.0]])
    error = raised(pel.compile(function), x, pel.asarray([[1.0, 1.0], [1.0, -2.0]]))
    assert error.what == "log gave nan"
    assert error.rows == (1,)


def classifier():
    pel.manual_seed(3)
    network = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))
    optimizer = optim.SGD(network.parameters(), lr=0.1, momentum=0.9)

    @pel.compile
    def step(x, y):
        loss = nn.cross_entropy(network(x), y)
        optimizer.minimize(loss)
        return loss

    return network, optimizer, step


X = np.random.default_rng(0).standard_normal((32, 4)).astype(np.float32)
Y = np.arange(32) % 3


def everything(network, optimizer):
    state = optimizer.state_dict()["state"]
    moments = {f"{k}.{n}": v for k, kept in state.items() for n, v in kept.items()}
    return {**network.state_dict(), **{k: np.asarray(v) for k, v in moments.items()}}


def same(a, b):
    return a.keys() == b.keys() and all(np.array_equal(a[k], b[k]) for k in a)


@pytest.mark.parametrize("calls", [1, 5, 16, 17, 40])
def test_a_step_that_goes_wrong_has_not_happened(calls):
    network, optimizer, step = classifier()
    for _ in range(calls):
        step(X, Y)
    before = everything(network, optimizer)
    bad = X.copy()
    bad[7, 2] = np.nan
    error = raised(step, bad, Y)
    assert error.what == "x holds nan"
    assert (error.rows, error.undone) == ((7,), 0)
    assert same(everything(network, optimizer), before)
    assert math.isfinite(step(X, Y).item())


def test_a_loss_that_went_wrong_and_is_kept_spoils_no_step_to_come():
    network, _, _ = classifier()
    optimizer = optim.Adam(network.parameters(), lr=0.01)
    kept = [nn.cross_entropy(network(X * np.float32(INF)), Y)]
    raised(lambda _: kept[0].item(), None)
    before = everything(network, optimizer)
    loss = nn.cross_entropy(network(X), Y)
    loss.backward()
    optimizer.step()
    assert np.isfinite(loss.item())
    assert any(not np.array_equal(before[n], x) for n, x in everything(network, optimizer).items())


@pytest.mark.parametrize("steps", [0, 3])
def test_an_eager_step_that_goes_wrong_has_not_happened(steps):
    network, _, _ = classifier()
    optimizer = optim.Adam(network.parameters(), lr=0.01)

    def step(x):
        optimizer.zero_grad()
        nn.cross_entropy(network(x), Y).backward()
        optimizer.step()

    for _ in range(steps):
        step(X)
    before = everything(network, optimizer)
    raised(step, X * np.float32(INF))
    after = everything(network, optimizer)
    assert all(np.array_equal(after[name], value) for name, value in before.items())
    step(X)
    assert all(np.isfinite(value).all() for value in network.state_dict().values())


def test_a_schedule_may_change_what_a_step_reads():
    network, optimizer, step = classifier()
    for number in range(20):
        optimizer.param_groups[0]["lr"] = 0.1 / (1 + number)
        step(X, Y)
    before = everything(network, optimizer)
    raised(step, X * np.float32(INF), Y)
    assert same(everything(network, optimizer), before)


def test_two_functions_may_update_the_same_parameters():
    network, optimizer, step = classifier()
    other = pel.compile(lambda: network[0].weight.assign(network[0].weight * 0.5))
    for _ in range(20):
        step(X, Y)
        other()
    before = everything(network, optimizer)
    raised(step, X * np.float32(INF), Y)
    assert same(everything(network, optimizer), before)


def test_an_update_that_is_spoiled_while_the_loss_is_finite():
    w = pel.Parameter([4.0, 0.0])

    @pel.compile
    def step(x):
        loss = pel.sqrt(w).sum()  # its gradient at 0 is not finite
        (g,) = pel.gradients(loss, [w])
        w.assign(w - 0.1 * g * x)
        return loss

    error = raised(lambda: [step(1.0) for _ in range(20)])
    assert (error.parameter, w.tolist()) == ("w", [4.0, 0.0])
    assert error.tensor is w
    assert "in its gradient" in error.at


def test_a_layer_is_named():
    network, _, step = classifier()
    network[2].weight.assign(network[2].weight * 1e38)
    network[2].weight.numpy()
    error = raised(step, X * 1e3, Y)
    assert error.layer == "Sequential.2"
    assert "in every row of the batch" in error.given


def test_a_burst_before_the_first_infinity_is_what_is_blamed():
    network, optimizer, step = classifier()
    for _ in range(3):
        step(X, Y)
    before = everything(network, optimizer)
    bad = X.copy()
    bad[9] = 1e30
    assert math.isfinite(step(bad, Y).item())
    error = raised(lambda: [step(X, Y) for _ in range(5)])
    assert error.what.startswith("x holds 1e+30")
    assert error.rows == (9,)
    assert error.undone >= 1
    assert same(everything(network, optimizer), before)


def test_a_label_that_is_no_class():
    _, _, step = classifier()
    labels = Y.copy()
    labels[5] = 12
    error = raised(step, X, labels)
    assert "no class" in error.fix
    assert error.rows == (5,)


def test_an_array_that_was_changed_since_it_was_given():
    _, _, step = classifier()
    x = X.copy()
    step(x, Y)
    x[3] = np.nan
    with pytest.raises(NonFiniteError, match="x holds nan"):
        step(x, Y)


def test_without_the_check_nothing_is_raised():
    with pel.using(check=""):
        assert math.isnan(pel.compile(pel.log)(three(-1.0)).item())
    with pytest.raises(ArgumentError, match="there is no check 'all'"), pel.using(check="all"):
        pass
