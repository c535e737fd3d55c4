"""What users see without `compile`: values are computed when read, a loop compiles once,
nothing piles up.
"""

import gc
import math
import resource
import weakref

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn, optim
from pellucid.graph.node import INTERNED
from pellucid.runtime.programs import PROGRAMS
from pellucid.tensor.evaluation import KEPT, PENDING
from pellucid.tensor.tensor import LEAVES


def loop_of(step, rounds=6):
    """The number of programs after each round of a loop."""
    found = []
    for _ in range(rounds):
        step()
        found.append(len(PROGRAMS))
    return found


def assert_compiles_once(step):
    found = loop_of(step)
    assert found[2:] == [found[2]] * (len(found) - 2), found


def test_a_loop_that_reads_one_number_of_each_round_compiles_no_longer_ones():
    random = np.random.default_rng(0)
    table, wanted = random.normal(size=(20, 3)), random.normal(size=20)
    slope = pel.value_and_grad(lambda w: ((pel.asarray(table) @ w - wanted) ** 2).mean())
    w, by_hand = pel.zeros(3, dtype="float64"), np.zeros(3)

    def descend():
        nonlocal w, by_hand
        loss, gradient = slope(w)
        w = w - 0.1 * gradient
        off = table @ by_hand - wanted
        assert float(loss) == pytest.approx((off**2).mean(), rel=1e-12)
        by_hand = by_hand - 0.1 * 2 * table.T @ off / 20

    found = loop_of(descend, 12)
    assert found[4:] == [found[4]] * 8, found
    np.testing.assert_allclose(w.numpy(), by_hand, rtol=1e-12)


def test_what_nobody_asks_for_spoils_nothing():
    x = pel.asarray([[2.0, 0.0], [0.0, 3.0]])
    y = x * 2
    no_root = pel.linalg.cholesky(-y)
    assert [(y + n).sum().item() for n in range(3)] == [10.0, 14.0, 18.0]
    with pytest.raises(ValueError, match="positive definite"):
        no_root.numpy()


def test_nothing_is_computed_before_it_is_read():
    before = set(PROGRAMS)
    y = (pel.ones((3, 4)) * 2.5 + 1).sum()
    assert y.value is None
    assert set(PROGRAMS) == before
    assert y.item() == 42.0
    assert y.value is not None


def test_a_loop_that_updates_by_hand_compiles_once():
    p, x = pel.Parameter(np.ones(3, np.float32)), pel.asarray([1.0, 2.0, 3.0])

    def step():
        loss = ((p * x - 2) ** 2).sum()
        loss.backward()
        p.assign(p - 0.01 * p.grad)
        p.grad = None
        loss.item()

    assert_compiles_once(step)


def test_a_loop_that_reads_nothing_but_its_loss_before_the_update_compiles_once():
    p = pel.Parameter(np.ones(3, np.float32))

    def step():
        loss = (p * p).sum()
        loss.item()
        p.assign(p - 0.1 * pel.gradients(loss, [p])[0])

    assert_compiles_once(step)


def test_gradients_that_add_up_do_not_make_the_graph_grow():
    p = pel.Parameter(np.ones(3, np.float32))

    def step():
        loss = (p * p).sum()
        loss.backward()
        loss.item()

    assert_compiles_once(step)
    assert p.grad.tolist() == [12.0] * 3


def test_a_loop_with_an_optimiser_compiles_once():
    model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
    rule = optim.Adam(model.parameters(), lr=0.01)
    random = np.random.default_rng(0)

    def step():
        rule.zero_grad()
        loss = nn.cross_entropy(
            model(random.normal(size=(16, 4)).astype(np.float32)), random.integers(0, 2, 16)
        )
        loss.backward()
        rule.step()
        loss.item()

    assert_compiles_once(step)


def test_a_gradient_of_a_function_compiles_once():
    slope = pel.grad(lambda x: (x * x).sum())
    assert_compiles_once(lambda: slope(np.ones(3, np.float32)).numpy())


def test_nothing_is_kept_of_a_step_that_is_over():
    p = pel.Parameter(np.ones(5, np.float32))
    x = pel.asarray(np.arange(5.0, dtype=np.float32))

    def step():
        loss = ((p * x).tanh() ** 2).sum()
        loss.backward()
        p.assign(p - 0.001 * p.grad)
        p.grad = None
        return loss.item()

    for _ in range(5):
        step()
    gc.collect()
    before = [len(kept) for kept in (INTERNED, LEAVES, KEPT, PENDING, PROGRAMS)]
    for _ in range(200):
        step()
    gc.collect()
    after = [len(kept) for kept in (INTERNED, LEAVES, KEPT, PENDING, PROGRAMS)]
    assert all(b <= a + 3 for a, b in zip(before, after, strict=True)), (before, after)


@pytest.mark.slow
def test_ten_thousand_steps_take_no_more_memory():
    p = pel.Parameter(np.ones(2000, np.float32))

    def step():
        loss = (p * p).sum()
        p.assign(p - 0.001 * pel.gradients(loss, [p])[0])
        return loss.item()

    for _ in range(500):
        step()
    before, nodes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, len(INTERNED)
    for _ in range(10_000):
        step()
    assert len(INTERNED) <= nodes + 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < before + 4000  # kilobytes


def test_a_tensor_that_nobody_holds_is_gone():
    x = pel.ones((1000,)) * 2
    x.numpy()
    gone = weakref.ref(x.value)
    del x
    assert gone() is None


def test_five_thousand_operations_in_a_row():
    x = pel.asarray(np.ones(4, np.float32))
    y = x
    for _ in range(5000):
        y = y * 1.0001 + 0.5
    wanted = 1.0
    for _ in range(5000):
        wanted = wanted * 1.0001 + 0.5
    np.testing.assert_allclose(y.numpy(), wanted, rtol=1e-3)


def test_the_gradient_of_two_thousand_operations_in_a_row():
    x = pel.Tensor(np.float64(0.3), requires_grad=True)
    y = x
    for _ in range(2000):
        y = y * 1.0001
    y.backward()
    assert x.grad.item() == pytest.approx(1.0001**2000)
    del y
    gc.collect()


def test_backward_after_the_value_was_read():
    x = pel.Tensor([1.0, 2.0], requires_grad=True)
    y = x * x
    assert y.tolist() == [1.0, 4.0]
    loss = y.sum()
    assert loss.item() == 5.0
    loss.backward()
    assert x.grad.tolist() == [2.0, 4.0]


def test_gradients_add_up_until_they_are_taken_away():
    x = pel.Tensor([1.0, 2.0], requires_grad=True)
    for count in (1, 2, 3):
        (x * x).sum().backward()
        assert x.grad.tolist() == [2.0 * count, 4.0 * count]
    x.grad = None
    (x * 3).sum().backward()
    assert x.grad.tolist() == [3.0, 3.0]


def test_each_leaf_has_its_own_gradient_though_their_values_are_one_expression():
    p, q = pel.Parameter(np.ones(3, np.float32)), pel.Parameter(np.ones(3, np.float32))
    p.assign(pel.zeros((3,)))
    q.assign(pel.zeros((3,)))
    (p * 2 + q * 3).sum().backward()
    assert (p.grad.tolist(), q.grad.tolist()) == ([2.0] * 3, [3.0] * 3)


def test_no_gradient_flows_out_of_a_block_without():
    x = pel.Tensor([1.0, 2.0], requires_grad=True)
    with pel.no_grad():
        y = x * 2
    assert not y.requires_grad
    (x * y).sum().backward()
    assert x.grad.tolist() == [2.0, 4.0]


def test_detached_values_are_constants():
    x = pel.Tensor([3.0], requires_grad=True)
    (x * x.detach()).sum().backward()
    assert x.grad.tolist() == [3.0]
    assert not x.detach().requires_grad
    assert x.clone().requires_grad


def test_an_assigned_parameter_is_a_new_leaf():
    p = pel.Parameter([1.0, 2.0])
    p.assign(p * p)
    (p * 3).sum().backward()
    assert p.grad.tolist() == [3.0, 3.0]
    assert p.tolist() == [1.0, 4.0]


def kept_copies(p):
    """The value of a parameter, held in every way there is."""
    return [
        p.clone(),
        p.detach(),
        pel.Tensor(p),
        pel.asarray(p.numpy()),
        p * 1,
        p.numpy(),
        p[:],
        pel.asarray(p, copy=True),
    ]


@pytest.mark.parametrize("backend", ["llvm", "reference"])
def test_what_was_taken_of_a_parameter_keeps_its_value(backend):
    with pel.using(backend=backend):
        p = pel.Parameter([1.0, 2.0])
        taken = kept_copies(p)
        p.assign(p + 1)
        step = pel.compile(lambda: p.assign(p * 10))
        step()
        later = kept_copies(p)
        step()
        for x in taken:
            assert np.asarray(x).tolist() == [1.0, 2.0]
        for x in later:
            assert np.asarray(x).tolist() == [20.0, 30.0]
        assert p.tolist() == [200.0, 300.0]


def test_tensors_of_one_expression_do_not_share_what_is_updated_in_place():
    a, b = pel.Parameter([0.0, 0.0]), pel.tensor([5.0, 6.0])
    x = b * 2
    a.assign(x.detach())
    y = x.detach()
    pel.realize(a, y)
    pel.compile(lambda: a.assign(a + 1))()
    assert (a.tolist(), y.tolist()) == ([11.0, 13.0], [10.0, 12.0])


def test_the_array_a_tensor_was_made_of_is_never_written_to():
    array = np.zeros(3, np.float32)
    x = pel.asarray(array)
    pel.compile(lambda: x.assign(x + 1))()
    assert (array.tolist(), x.tolist()) == ([0.0] * 3, [1.0] * 3)


def test_what_numpy_gives_cannot_be_written_to():
    for x in (pel.asarray([1.0]), pel.Parameter([1.0]), pel.asarray([1.0]) + 1):
        with pytest.raises(ValueError, match="read-only"):
            x.numpy()[0] = 5


def test_parts_of_an_array_are_replaced():
    x = pel.zeros((3, 4))
    x[1, 2] = 5
    x[0] = pel.ones((4,))
    x[:, -1] = 7
    x[::2, 0] = pel.asarray([8.0, 9.0])
    assert x.tolist() == [[8, 1, 1, 7], [0, 0, 5, 7], [9, 0, 0, 7]]


def test_places_that_are_data_are_read_as_numpy_reads_them():
    random = np.random.default_rng(0)
    a = random.normal(size=(3, 4, 5)).astype(np.float32)
    x, i, j = pel.asarray(a), random.integers(-3, 3, (2, 3)), random.integers(0, 4, 3)
    for key in (
        (i,),
        (i, j),
        (slice(None), j),
        (i, slice(1, 3)),
        (slice(None), slice(None), j),
        (0, j),
        (Ellipsis, j),
        (i, slice(None), j),
        (i, None, j),
    ):
        np.testing.assert_array_equal(x[key].numpy(), a[key])
    assert pel.arange(10)[pel.asarray([3, -1])].tolist() == [3, 9]


def test_a_place_beyond_one_axis_is_not_read_from_the_next():
    x = pel.asarray(np.arange(12).reshape(3, 4))
    rows, columns = pel.asarray([0, 0]) + 0, pel.asarray([9, -9]) + 0
    assert x[rows, columns].tolist() == [3, 0]


def test_nan_wins():
    x = np.array([[1.0, np.nan, 3.0], [np.nan, 2.0, 0.0]], np.float32)
    for function in (pel.max, pel.min):
        assert np.isnan(function(pel.asarray(x), axis=1).numpy()).all()
        assert math.isnan(function(pel.asarray(x)).item())
    assert pel.asarray(x).argmax(axis=1).tolist() == [1, 0]
    assert pel.asarray(x).argmin(axis=1).tolist() == [1, 0]
    assert np.isnan(pel.maximum(pel.asarray(x), 2.0).numpy()).tolist() == np.isnan(x).tolist()


def test_extremes_of_many_large_integers():
    x = np.random.default_rng(0).integers(2**62, 2**63 - 1, 20001)
    assert pel.asarray(x).min().item() == x.min()
    assert pel.asarray(-x).max().item() == (-x).max()
    assert pel.asarray(x).sum().item() == int(x.sum())


def test_numbers_that_change_from_step_to_step_need_no_new_program():
    w, count = pel.Parameter(np.ones(3)), []
    for step in range(6):
        rate = 0.1 / (step + 1) + 0.003
        loss = ((w - rate) ** 2 * (1.7 + step) + (w / 3.3) ** (1.1 + rate)).sum()
        (g,) = pel.gradients(pel.maximum(loss, rate), [w])
        w.assign(w - rate * g)
        w.numpy()
        count.append(len(PROGRAMS))
    assert count[2] == count[-1]


def test_a_number_is_the_same_compiled_or_not():
    x = np.random.default_rng(0).normal(size=100)
    f = lambda x: pel.maximum(x * 0.3 - x / 0.7, 0.123) ** 1.3  # noqa: E731
    assert np.array_equal(f(pel.Tensor(x)).numpy(), pel.compile(f)(x).numpy())
    flat = pel.grad(lambda x: pel.maximum(x, 0.25).sum())(np.array([0.25, 1.0]))
    assert flat.tolist() == [0.0, 1.0]  # no half for a number, as for one in a program


def test_a_loop_over_elements_needs_no_program_for_each():
    x, z = pel.asarray(np.arange(40.0)), pel.asarray(np.arange(40.0)[::-1])
    shifted = x + 0.5  # somebody holds it, and it is not computed yet
    part = (x * 2.0)[1:-1]  # of an expression that nobody holds
    before = len(PROGRAMS)
    for i in range(38):
        assert (x[i] + z[i]).item() == 39.0
        assert (shifted[i] - x[i]).item() == 0.5
        assert part[i].item() == 2.0 * (i + 1)
    assert len(PROGRAMS) - before <= 8
    assert shifted.value is not None


def test_an_element_to_compute_with_is_that_of_the_moment():
    w = pel.Parameter([1.0, 2.0, 3.0])
    late = w[1] * 10.0
    with pel.no_grad():
        w[1] = 7.0
    assert (late.item(), (w[1] * 10.0).item()) == (20.0, 70.0)


def test_elements_picked_out_have_gradients():
    w = pel.Parameter([1.0, 2.0, 3.0])
    y = w * w
    (y[0] * y[2] + w[1]).backward()
    assert w.grad.tolist() == [18.0, 1.0, 6.0]


def test_an_element_that_comes_along_with_what_was_asked_for_is_not_computed_twice():
    x = pel.asarray([1.0, 2.0]) * 2
    pel.realize(x + 1)
    first, more = x[0], x * 3
    pel.realize(first, more)
    assert float(first) == 2.0
    assert more.tolist() == [6.0, 12.0]
