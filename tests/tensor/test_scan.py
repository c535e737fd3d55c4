"""Loops as one operation: the same numbers as a loop in Python, and their gradients."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import pellucid as pel
from pellucid.core.errors import ArgumentError, DTypeError, ShapeError, TraceError
from pellucid.tensor.seeing.explain import explain
from pellucid.tensor.seeing.profiling import captured_with_arguments

FLOAT = np.float32


def drawn(*shapes, seed=0):
    random = np.random.default_rng(seed)
    return [random.standard_normal(shape).astype(FLOAT) * 0.5 for shape in shapes]


def looped(f, init, xs, *, reverse=False):
    """What `scan` is defined as."""
    carry, made = init, {}
    for t in reversed(range(len(xs))) if reverse else range(len(xs)):
        carry, made[t] = f(carry, xs[t])
    return carry, pel.stack([made[t] for t in range(len(xs))])


def close(a, b, tolerance=2e-5):
    a, b = a.numpy(), b.numpy()
    assert a.shape == b.shape
    np.testing.assert_allclose(a, b, atol=tolerance * (1 + np.abs(b).max()), rtol=0)


class Case:
    """A recurrence with weights of its own."""

    def __init__(self, steps, batch, inputs, units):
        shapes = ((steps, batch, inputs), (batch, units), (units, inputs), (units, units), (units,))
        arrays = drawn(*shapes)
        self.x, self.h, self.w, self.u, self.b = (pel.Tensor(x, requires_grad=True) for x in arrays)
        self.all = [self.x, self.h, self.w, self.u, self.b]

    def step(self, h, x):
        h = pel.tanh(x @ self.w.T + h @ self.u.T + self.b)
        return h, (h * h).sum(axis=-1) * pel.exp(-h).mean()

    def loss(self, run, **options):
        h, y = run(self.step, self.h, self.x, **options)
        return (h * h * h).sum() + (y * y).sum()


@given(
    st.integers(1, 3),
    st.sampled_from([1, 3, 16, 33]),
    st.integers(1, 9),
    st.integers(1, 40),
    st.booleans(),
)
@settings(max_examples=5)
def test_a_scan_is_the_loop_it_stands_for(steps, batch, inputs, units, reverse):
    case = Case(steps, batch, inputs, units)
    a, b = (case.loss(run, reverse=reverse) for run in (pel.scan, looped))
    close(a, b)
    for one, other in zip(pel.gradients(a, case.all), pel.gradients(b, case.all), strict=True):
        close(one, other, 1e-4)


@pytest.mark.parametrize("backend", ["llvm", "reference"])
def test_a_scan_has_gradients_of_gradients(backend):
    case = Case(4, 3, 2, 5)
    with pel.using(backend=backend):
        found = []
        for run in (pel.scan, looped):
            (g,) = pel.gradients(case.loss(run), [case.u])
            found.append(pel.gradients((g * g).sum(), case.all))
        for one, other in zip(*found, strict=True):
            close(one, other, 1e-4)


def test_results_and_carried_values_are_trees():
    x, y = (pel.asarray(a) for a in drawn((5, 3), (5, 2)))

    def f(carry, parts):
        a, rest = carry["a"] + parts[0].sum(), carry["rest"] * 2
        return {"a": a, "rest": rest, "n": carry["n"] + 1}, (a, {"y": parts[1]["y"] + rest}, None)

    init = {"a": 0.0, "rest": np.float32(1), "n": pel.asarray(np.int32(0))}
    carry, (sums, made, nothing) = pel.scan(f, init, (x, {"y": y}))
    assert nothing is None
    assert int(carry["n"]) == 5
    np.testing.assert_allclose(sums.numpy(), np.cumsum(x.numpy().sum(1)), rtol=1e-5)
    np.testing.assert_allclose(made["y"].numpy(), y.numpy() + 2.0 ** np.arange(1, 6)[:, None])
    assert float(carry["rest"]) == 32


def test_a_scan_inside_a_scan_and_its_gradient():
    x = pel.Tensor(drawn((4, 5, 3))[0], requires_grad=True)
    w = pel.Tensor(drawn((3,))[0], requires_grad=True)

    def inner(c, row):
        c = pel.sin(c * w + row)
        return c, c

    def outer(run):
        def f(c, rows):
            c, made = run(inner, c, rows)
            return c, made.sum()

        return f

    zero = pel.zeros((3,))
    losses = []
    for run in (pel.scan, looped):
        c, made = run(outer(run), zero, x)
        losses.append((c * c).sum() + (made * made).sum())
    close(*losses)
    for a, b in zip(*(pel.gradients(loss, [x, w]) for loss in losses), strict=True):
        close(a, b, 1e-4)


def test_a_gradient_inside_a_step():
    """Newton's method, with the derivative taken in each step."""

    def f(x, _):
        slope = pel.grad(lambda z: (z * z - 2.0).sum())(x)
        return x - (x * x - 2.0) / slope, None

    root, _ = pel.scan(f, pel.asarray([1.0, 5.0]), None, 8)
    np.testing.assert_allclose(root.numpy(), np.sqrt([2, 2]), rtol=1e-6)


def test_inside_a_compiled_function_parameters_learn():
    case = Case(6, 17, 3, 8)
    weights = pel.Parameter(case.u.numpy())

    def loss(x):
        h, y = pel.scan(lambda h, x: (pel.tanh(x @ case.w.T + h @ weights), h.sum()), case.h, x)
        return (h * h).sum() + y.mean()

    @pel.compile
    def step(x):
        value = loss(x)
        (g,) = pel.gradients(value, [weights])
        weights.assign(weights - 0.05 * g)
        return value

    (expected,) = pel.gradients(loss(case.x), [weights])
    wanted = weights.numpy() - 0.05 * expected.numpy()
    first = float(step(case.x))
    np.testing.assert_allclose(weights.numpy(), wanted, atol=1e-5)
    assert float(step(case.x)) < first


def test_any_number_of_threads_gives_the_same_bits():
    case = Case(5, 32, 16, 64)
    found = []
    for threads in (1, 2, 3):
        with pel.using(threads=threads):
            again = [pel.Tensor(x.numpy(), requires_grad=True) for x in case.all]
            other = Case(5, 32, 16, 64)
            other.x, other.h, other.w, other.u, other.b = other.all = again
            found.append([g.numpy() for g in pel.gradients(other.loss(pel.scan), again)])
    for others in found[1:]:
        for a, b in zip(found[0], others, strict=True):
            assert np.array_equal(a, b)


def test_no_steps_carry_the_first_value_out():
    x = pel.asarray(np.zeros((0, 3), FLOAT))
    carry, made = pel.scan(lambda c, row: (c + row, c.sum()), pel.ones((3,)), x)
    assert carry.tolist() == [1, 1, 1]
    assert made.shape == (0,)


def kernels(function, *arguments):
    """The kernels of a function, and of the bodies of its loops."""
    captured, _ = captured_with_arguments(function, arguments, {})
    outside = captured.program.schedule.kernels
    inside = [
        k
        for loop in outside
        if loop.kind == "scan"
        for body in loop.roots[0].inputs[0].op.inside
        for k in body.kernels
    ]
    return outside, inside


def test_products_of_slices_alone_are_made_before_the_loop():
    case = Case(20, 32, 64, 64)
    outside, inside = kernels(lambda x: (x, case.loss(pel.scan)), case.x)
    assert sum(k.kind == "contract" for k in inside) == 1
    assert any(k.kind == "contract" and k.level < 9 for k in outside)


def test_gradients_of_weights_are_one_product_after_the_loop():
    case = Case(20, 32, 64, 64)

    def gradient(x):
        del x
        return pel.gradients(case.loss(pel.scan), [case.w, case.u])

    outside, inside = kernels(gradient, case.x)
    assert sum(k.kind == "scan" for k in outside) == 2  # the steps are taken once, and once back
    assert sum(k.kind == "contract" for k in inside) == 2


def test_what_nobody_reads_is_not_computed():
    x = pel.asarray(drawn((9, 4))[0])

    def f(carry, row):
        a, b = carry
        return (a + row, pel.exp(b)), (row * 2, pel.log(b))

    _, inside = kernels(lambda x: pel.scan(f, (x[0], x[1]), x)[0][0], x)
    assert sum(len(k.roots) for k in inside) == 1


def test_the_body_is_run_once_and_compiled_once():
    count = []

    def f(c, x):
        count.append(1)
        return c + x, None

    run = pel.compile(lambda x: pel.scan(f, 0.0, x)[0])
    for _ in range(3):
        assert float(run(pel.asarray([1.0, 2.0, 3.0]))) == 6
    assert len(count) == 1


def test_a_loop_is_printed_with_what_is_inside():
    def run(x):
        return pel.scan(lambda c, row: (c * row, c.sum()), pel.ones((3,)), x)[1]

    x = pel.asarray(drawn((4, 3))[0])
    assert "4 steps" in explain(run, x, level="graph")
    assert "inside, all threads together" in explain(run, x, level="kernels")
    assert "_a0 row" in explain(run, x, level="loops")


# What cannot be


def test_a_carried_value_that_changes_is_an_error():
    x = pel.asarray([1.0, 2.0])
    with pytest.raises(ShapeError, match="keeps its shape"):
        pel.scan(lambda c, x: (pel.stack([c, c]), None), 0.0, x)
    with pytest.raises(DTypeError, match="begins as int64"):
        pel.scan(lambda c, x: (c + x, None), 0, x)
    with pytest.raises(ArgumentError, match="structure"):
        pel.scan(lambda c, x: ((c, c), None), 0.0, x)
    with pytest.raises(ArgumentError, match="pair"):
        pel.scan(lambda c, x: c + x, 0.0, x)


def test_lengths_that_differ_are_an_error():
    with pytest.raises(ShapeError, match="2 and 3"):
        pel.scan(lambda c, x: (c, None), 0.0, (pel.zeros((2,)), pel.zeros((3,))))
    with pytest.raises(ArgumentError, match="length"):
        pel.scan(lambda c, x: (c, None), 0.0)
    with pytest.raises(ShapeError, match="no axis"):
        pel.scan(lambda c, x: (c, None), 0.0, pel.asarray(1.0))


def test_a_step_assigns_nothing_outside_and_leaves_nothing_behind():
    total, left = pel.Parameter(0.0), []
    x = pel.asarray([1.0, 2.0])
    with pytest.raises(TraceError, match="assigns"):
        pel.scan(lambda c, x: (c, total.assign(total + x)), 0.0, x)
    with pytest.raises(TraceError, match="assigns"):
        pel.compile(lambda x: pel.scan(lambda c, x: (c + pel.random.uniform(), x), 0.0, x))(x)
    with pytest.raises(TraceError):
        pel.scan(lambda c, x: (c + float(x), None), 0.0, x)
    pel.scan(lambda c, x: (c, left.append(x * 2)), 0.0, x)
    with pytest.raises(TraceError):
        left[0].numpy()
