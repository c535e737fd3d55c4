"""Two things were wrong with the gradient of `while_loop`.

Under `vmap`, it went back through as many steps for every example as the slowest had taken. And
where one value stood for two that the steps read, as after a checkpoint that is given one tensor
twice, the gradient of the first was taken for both.
"""

import numpy as np
import pytest

import pellucid as pel


def halved(x, by):
    """Made smaller until the sum of squares is below 1."""
    return pel.while_loop(lambda s: (s * s).sum() > 1, lambda s: pel.sin(s) * by, x)


X = np.array([[3.0, 2.0], [0.1, 0.2], [1.0, 0.5]])


@pytest.mark.parametrize("backend", ["llvm", "reference"])
def test_each_example_goes_back_through_its_own_steps(backend):
    slope = pel.grad(lambda x, by: (halved(x, by) ** 2).sum(), argnums=(0, 1))
    by = np.array([0.8, 0.7, 0.6])
    with pel.using(backend=backend):
        found = pel.vmap(slope)(X, by)
        wanted = zip(*(slope(*row) for row in zip(X, by, strict=True)), strict=True)
        for a, rows in zip(found, wanted, strict=True):
            np.testing.assert_allclose(a.numpy(), np.stack([r.numpy() for r in rows]), rtol=1e-12)


def test_and_so_do_examples_of_examples():
    slope = pel.grad(lambda x: (halved(x, 0.7) ** 2).sum())
    xs = np.stack([X, X * 2, X * 0.3])
    found = pel.compile(pel.vmap(pel.vmap(slope)))(xs)
    wanted = np.stack([[slope(row).numpy() for row in x] for x in xs])
    np.testing.assert_allclose(found.numpy(), wanted, rtol=1e-12)


def test_one_value_in_two_places():
    def loop(a, b):
        step = lambda s: (s[0] + 1, pel.sin(s[1] * a) + b * b)  # noqa: E731
        return pel.while_loop(lambda s: s[0] < 3, step, (0, 0.5 * pel.ones((), dtype="float64")))[1]

    def plain(a, b):
        x = 0.5
        for _ in range(3):
            x = pel.sin(x * a) + b * b
        return x

    for wrap in (pel.checkpoint, pel.compile, lambda f: f):
        once = wrap(loop)
        found = pel.grad(lambda x, f=once: f(x, x))(np.float64(0.7))
        assert found.item() == pytest.approx(
            pel.grad(lambda x: plain(x, x))(np.float64(0.7)).item()
        )
