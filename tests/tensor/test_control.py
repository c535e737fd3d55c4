"""Loops with a condition, and branches: values, gradients, under vmap, inside each other."""

import numpy as np
import pytest

import pellucid as pel
from pellucid.core.errors import ArgumentError, DTypeError, ShapeError

BACKENDS = ["llvm", "reference"]


def array(*values):
    return pel.Tensor(np.float32(values), requires_grad=True)


def halved(x):
    """Halve until the sum is at most 1."""
    return pel.while_loop(lambda x: x.sum() > 1, lambda x: x * 0.5, x)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_loop_goes_on_while_the_condition_holds(backend):
    with pel.using(backend=backend):
        assert halved(array(3, 1)).tolist() == [0.75, 0.25]
        assert halved(array(0.25, 0.25)).tolist() == [0.25, 0.25]
        start = {"n": pel.asarray(0), "x": 1.0}
        end = pel.while_loop(
            lambda s: s["n"] < 10, lambda s: {"n": s["n"] + 1, "x": s["x"] * 2}, start
        )
        assert (int(end["n"]), float(end["x"])) == (10, 1024.0)


def test_many_threads_share_the_steps():
    x = np.random.default_rng(0).standard_normal((256, 256)).astype(np.float32) * 0.01
    found = pel.while_loop(
        lambda s: s[0] < 20, lambda s: (s[0] + 1, s[1] @ pel.asarray(x) + 1.0),
        (pel.asarray(0), pel.zeros((256, 256))),
    )[1]  # fmt: skip
    wanted = np.zeros((256, 256), np.float64)
    for _ in range(20):
        wanted = wanted @ x + 1
    np.testing.assert_allclose(found.numpy(), wanted, rtol=1e-4)


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_gradient_goes_back_through_the_steps(backend):
    with pel.using(backend=backend):
        x, w = array(0.5, 1.5), array(1.7)

        def run(x):
            _, y = pel.while_loop(
                lambda s: s[0] < 5, lambda s: (s[0] + 1, pel.sin(s[1] * w)), (pel.asarray(0), x)
            )
            return (y * y).sum()

        def unrolled(x):
            for _ in range(5):
                x = pel.sin(x * w)
            return (x * x).sum()

        for a, b in zip(
            pel.gradients(run(x), [x, w]), pel.gradients(unrolled(x), [x, w]), strict=True
        ):
            np.testing.assert_allclose(a.numpy(), b.numpy(), rtol=1e-5)


def test_a_loop_for_many_examples_stops_for_each_when_it_should():
    x = pel.asarray(np.float32([[8, 8], [1, 0], [2, 1]]))
    found = pel.vmap(halved)(x)
    wanted = np.stack([halved(row).numpy() for row in x])
    np.testing.assert_array_equal(found.numpy(), wanted)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_branch_gives_the_values_of_one_side(backend):
    with pel.using(backend=backend):
        x, w = array(1, 2), array(3)

        def run(flag):
            return pel.cond(
                flag, lambda x: (x * w, x.sum()), lambda x: (x - 1.0, (x * x).sum() * w[0]), x
            )

        for flag, wanted, slopes in (
            (True, [3, 6], [[4, 4], [3]]),
            (False, [0, 1], [[7, 13], [5]]),
        ):
            y, s = run(pel.asarray(flag))
            assert y.tolist() == wanted
            assert [g.tolist() for g in pel.gradients(y.sum() + s, [x, w])] == slopes


def test_a_branch_inside_a_program_is_decided_when_it_runs():
    @pel.compile
    def run(x):
        return pel.cond(x.sum() > 0, pel.exp, lambda x: x * 0.0, x)

    assert run(pel.asarray([1.0, 1.0])).tolist() == pytest.approx([np.e, np.e])
    assert run(pel.asarray([-1.0, 0.0])).tolist() == [0, 0]


def test_a_branch_for_many_examples():
    x = pel.asarray(np.float32([[1, 2], [-3, 1], [4, -1]]))

    def one(row):
        return pel.cond(row.sum() > 0, lambda r: r * 10, lambda r: -r, row)

    wanted = [[10, 20], [3, -1], [40, -10]]
    assert pel.vmap(one)(x).tolist() == wanted
    flag = pel.asarray(True)
    same = pel.vmap(lambda row: pel.cond(flag, lambda r: r * 10, lambda r: -r, row))(x)
    assert same.tolist() == (x.numpy() * 10).tolist()


def test_loops_and_branches_inside_each_other():
    x = pel.Tensor(
        np.random.default_rng(0).standard_normal((6, 3)).astype(np.float32), requires_grad=True
    )
    w = array(0.5, -0.25, 0.8)

    def step(c, row):
        big = pel.while_loop(lambda r: (r * r).sum() > 1, lambda r: r * w * 0.9, row)
        c = pel.cond(big.sum() > 0, lambda c: pel.tanh(c + big), lambda c: c * w, c)
        return c, c.sum()

    def plain(c, row):
        while float((row * row).sum()) > 1:
            row = row * w * 0.9
        c = pel.tanh(c + row) if float(row.sum()) > 0 else c * w
        return c, c.sum()

    c, ys = pel.scan(step, pel.ones((3,)), x)
    d, made = pel.ones((3,)), []
    for row in x:
        d, y = plain(d, row)
        made.append(y)
    a, b = (c * c).sum() + (ys * ys).sum(), (d * d).sum() + sum(y * y for y in made)
    np.testing.assert_allclose(float(a), float(b), rtol=1e-5)
    for one, other in zip(pel.gradients(a, [x, w]), pel.gradients(b, [x, w]), strict=True):
        np.testing.assert_allclose(one.numpy(), other.numpy(), atol=1e-4)


def test_vmap_of_a_scan_and_its_gradient():
    x = pel.Tensor(np.random.default_rng(0).standard_normal((4, 5, 3)).astype(np.float32))
    w = array(0.5, -0.25, 2)

    def run(xs, h):
        h, ys = pel.scan(lambda h, x: (pel.tanh(h * w + x), h.sum()), h, xs)
        return (h * h).sum() + (ys * ys).sum()

    h = pel.Tensor(np.random.default_rng(1).standard_normal((4, 3)).astype(np.float32))
    found = pel.vmap(run)(x, h)
    np.testing.assert_allclose(found.numpy(), [float(run(x[i], h[i])) for i in range(4)], rtol=1e-5)
    slopes = pel.vmap(pel.grad(run))(x, h)
    wanted = np.stack([pel.grad(run)(x[i], h[i]).numpy() for i in range(4)])
    np.testing.assert_allclose(slopes.numpy(), wanted, atol=1e-5)
    (shared,) = pel.gradients(found.sum(), [w])
    total = sum(pel.gradients(run(x[i], h[i]), [w])[0].numpy() for i in range(4))
    np.testing.assert_allclose(shared.numpy(), total, rtol=1e-4)


def test_vmap_of_attention():
    q, k = (
        pel.Tensor(np.random.default_rng(i).standard_normal((3, 2, 5, 4)).astype(np.float32))
        for i in (0, 1)
    )
    f = pel.nn.functional.scaled_dot_product_attention
    found = pel.vmap(lambda q, k: f(q, k, k, is_causal=True))(q, k)
    np.testing.assert_allclose(found.numpy(), f(q, k, k, is_causal=True).numpy(), atol=1e-6)
    shared = pel.vmap(lambda q: f(q, k[0], k[0]))(q)
    wanted = np.stack([f(q[i], k[0], k[0]).numpy() for i in range(3)])
    np.testing.assert_allclose(shared.numpy(), wanted, atol=1e-6)
    slopes = pel.vmap(pel.grad(lambda q, k: (f(q, k, k) ** 2).sum()))(q, k)
    wanted = np.stack(
        [pel.grad(lambda q, k: (f(q, k, k) ** 2).sum())(q[i], k[i]).numpy() for i in range(3)]
    )
    np.testing.assert_allclose(slopes.numpy(), wanted, atol=1e-5)


def test_what_cannot_be_is_an_error():
    x = array(1, 2)
    with pytest.raises(DTypeError, match="one truth value"):
        pel.while_loop(lambda x: x > 0, lambda x: x, x)
    with pytest.raises(DTypeError, match="one truth value"):
        pel.cond(x > 0, lambda x: x, lambda x: x, x)
    with pytest.raises(ShapeError, match="keeps its shape"):
        pel.while_loop(lambda x: x.sum() > 0, lambda x: x[:1], x)
    with pytest.raises(ShapeError, match="two functions"):
        pel.cond(x.sum() > 0, lambda x: x, lambda x: x[:1], x)
    with pytest.raises(ArgumentError, match="structure"):
        pel.cond(x.sum() > 0, lambda x: (x, x), lambda x: x, x)
