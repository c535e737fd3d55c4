"""A call like the one before takes a shorter way, and gives what the long way gives."""

import threading

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.core.errors import NonFiniteError

ARRAY = np.arange(12, dtype=np.float32).reshape(3, 4)


@pytest.fixture
def double():
    """A compiled function that has a call to repeat, and has repeated it."""

    @pel.compile
    def function(x):
        return x * 2

    with pel.no_grad():
        for _ in range(2):
            function(ARRAY)
    assert function.repeat is not None
    return function


@pytest.mark.parametrize(
    "x",
    [
        ARRAY + 1,
        ARRAY.T,
        ARRAY[:, ::2],
        ARRAY[::-1],
        np.asfortranarray(ARRAY),
        ARRAY.reshape(4, 3),
        ARRAY[0],
        ARRAY.astype(np.float64),
        ARRAY.astype(np.int32),
        ARRAY.astype(">f4").astype("<f4"),
        ARRAY.view(np.matrix),
        np.zeros((0, 4), np.float32),
        2.5,
    ],
    ids=lambda x: f"{type(x).__name__} {getattr(x, 'dtype', '')} {np.shape(x)}",
)
def test_whatever_comes_after_it_is_computed_from_what_it_is(double, x):
    with pel.no_grad():
        for _ in range(2):
            given = double(x)
            given = given if isinstance(given, pel.Tensor) else np.asarray(given)
            np.testing.assert_array_equal(np.asarray(given), np.asarray(x) * 2)
        np.testing.assert_array_equal(double(ARRAY).numpy(), ARRAY * 2)


def test_tensors_are_taken_as_what_they_hold():
    w = pel.Parameter(np.float32(3))
    triple = pel.compile(lambda x: x * w)
    lazy = pel.asarray(ARRAY) + 1
    grows = pel.Tensor(ARRAY, requires_grad=True)
    with pel.no_grad():
        for x in (*[pel.asarray(ARRAY)] * 3, ARRAY, ARRAY + 1, lazy, lazy, pel.asarray(ARRAY.T)):
            plain = x.numpy() if isinstance(x, pel.Tensor) and x.value is not None else x
            found = triple(x).numpy()
            np.testing.assert_array_equal(found, 3 * np.asarray(plain))
    assert triple.repeat is not None
    double = pel.compile(lambda x: x * 2)
    for _ in range(3):
        assert not double(pel.asarray(ARRAY)).requires_grad
    double(grows).sum().backward()
    np.testing.assert_array_equal(grows.grad.numpy(), np.full((3, 4), 2))
    state = pel.Parameter(ARRAY, requires_grad=False)
    for _ in range(3):
        np.testing.assert_array_equal(double(state).numpy(), ARRAY * 2)


def test_more_or_fewer_arguments_are_told_apart():
    @pel.compile
    def total(*arrays):
        return sum(x.sum() for x in arrays)

    with pel.no_grad():
        for count in (2, 2, 3, 1, 2):
            assert total(*[ARRAY] * count).item() == count * ARRAY.sum()


def test_other_values_of_what_it_reads_are_seen():
    w = pel.Parameter(np.ones(4, np.float32))

    @pel.compile
    def weighted(x):
        return (x * w).sum()

    with pel.no_grad():
        for factor in (1.0, 1.0, 2.0, 3.0):
            w.assign(w * 0 + factor)
            assert weighted(ARRAY).item() == factor * ARRAY.sum()
            assert weighted(ARRAY).item() == factor * ARRAY.sum()
        w[1] = 0.0
        assert weighted(ARRAY).item() == 3 * np.delete(ARRAY, 1, 1).sum()
        w.replace(pel.asarray(np.zeros(4, np.float32)).storage())
        assert weighted(ARRAY).item() == 0


def test_what_it_updates_goes_on_from_call_to_call():
    count = pel.Parameter(np.zeros(3, np.float32), requires_grad=False)

    @pel.compile
    def step(x):
        count.assign(count + x.sum(axis=1))
        return count.sum()

    for call in range(1, 6):
        assert step(ARRAY).item() == call * ARRAY.sum()
        before = count + 0  # not computed yet
        step(ARRAY)
        np.testing.assert_array_equal(before.numpy(), call * ARRAY.sum(1))
        count.assign(before)


def test_an_edited_module_and_another_mode_are_seen():
    net = nn.Sequential(nn.Linear(4, 4, bias=False), nn.Dropout(0.5))
    predict = pel.compile(net)
    net.eval()
    with pel.no_grad():
        first = [predict(ARRAY).numpy() for _ in range(3)]
        net.train()
        trained = [(predict(ARRAY).numpy() == 0).mean() for _ in range(3)]
        net.eval()
        again = predict(ARRAY).numpy()
        net[1] = nn.ReLU()
        rectified = [predict(ARRAY).numpy() for _ in range(2)]
    assert all((x == first[0]).all() for x in (*first, again))
    assert all(part > 0 for part in trained)
    assert all((x == np.maximum(first[0], 0)).all() for x in rectified)


def test_gradients_are_remembered_when_they_are_wanted_again():
    w = pel.Parameter(np.ones(4, np.float32))
    weighted = pel.compile(lambda x: (x * w).sum())
    with pel.no_grad():
        for _ in range(3):
            assert not weighted(ARRAY).requires_grad
    weighted(ARRAY).backward()
    np.testing.assert_array_equal(w.grad.numpy(), ARRAY.sum(0))


def test_other_settings_are_seen(double):
    bad = np.full((3, 4), np.inf, np.float32)
    with pel.no_grad():
        with pel.using(backend="reference"):
            assert (double(ARRAY).numpy() == ARRAY * 2).all()
            assert double.repeat is None
        assert np.isinf(double(bad).numpy()).all()
        with pel.using(check="nan"), pytest.raises(NonFiniteError):
            double(np.full((3, 4), 3e38, np.float32))


def test_inside_another_transform_it_is_part_of_that(double):
    @pel.compile
    def outer(x):
        return double(x).sum()

    with pel.no_grad():
        for _ in range(3):
            assert outer(ARRAY).item() == 2 * ARRAY.sum()


def test_threads_that_call_it_at_once_get_their_own_results(double):
    wrong = []

    def call(number):
        x = np.full((3, 4), number, np.float32)
        with pel.no_grad():
            wrong.extend(number for _ in range(300) if (double(x).numpy() != 2 * number).any())

    threads = [threading.Thread(target=call, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_no_grad_is_a_block_or_decorates_a_function():
    w = pel.Parameter(2.0)

    @pel.no_grad()
    def square(depth):
        return w * w if depth == 0 else square(depth - 1)

    assert not square(3).requires_grad
    assert (w * w).requires_grad
    with pel.no_grad():
        with pel.no_grad():
            assert not (w * w).requires_grad
        assert not (w * w).requires_grad
    assert (w * w).requires_grad
