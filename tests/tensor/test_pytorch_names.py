"""What people who come from PyTorch type means the same here: results are those of PyTorch 2.13,
eager and compiled, and gradients go through.
"""

import json
import runpy
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import pellucid as pel
from pellucid import autograd, nn
from pellucid.core.errors import ArgumentError, PellucidError, ShapeError, StateError

cases = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("pytorch_cases.py"))))
ARRAYS, CASES, result = cases.ARRAYS, cases.CASES, cases.result
EXPECTED = json.loads(cases.VALUES.read_text(encoding="utf-8"))
SIZED_BY_DATA = {"counted", "histogram", "unique", "masked", "argwhere", "all close"}
SMOOTH = [
    "addcmul", "addcdiv", "lerp", "powers", "erfc", "sinc", "logaddexp", "topk", "median",
    "spread", "running", "matrices", "other products", "norms", "distances", "covariance",
    "stacks", "turned", "rot90", "diagonals", "gather", "index_select", "scatter_add", "index_add",
    "index_fill",
]  # fmt: skip


def as_array(row):
    dtype, shape, elements = row
    return np.asarray(elements, dtype).reshape(shape)


@pytest.mark.parametrize("name", CASES)
def test_results_are_those_of_pytorch(name):
    found, wanted = result(name, pel, pel.tensor), [as_array(row) for row in EXPECTED[name]]
    assert [(a.shape, a.dtype) for a in found] == [(b.shape, b.dtype) for b in wanted]
    for a, b in zip(found, wanted, strict=True):
        np.testing.assert_allclose(a, b, rtol=2e-5, atol=2e-6)


@pytest.mark.parametrize("name", sorted(set(CASES) - SIZED_BY_DATA))
def test_a_compiled_function_has_them_too(name):
    tensors = {n: pel.tensor(array) for n, array in ARRAYS.items()}
    found = pel.compile(lambda **given: tuple(several(CASES[name](pel, **given))))(**tensors)
    for a, b in zip(found, result(name, pel, pel.tensor), strict=True):
        np.testing.assert_allclose(a.numpy(), b, rtol=1e-6, atol=1e-6)


def several(found):
    return found if isinstance(found, list | tuple) else [found]


@pytest.mark.parametrize("name", SMOOTH)
def test_gradients_are_slopes(name):
    arrays = {n: a.astype(np.float64) if a.dtype == np.float32 else a for n, a in ARRAYS.items()}
    tensors = {n: pel.tensor(a) for n, a in arrays.items()}

    def total(x):
        parts = several(CASES[name](pel, **{**tensors, "x": x}))
        return sum((part * part).sum() for part in parts if part.dtype == pel.float64)

    pel.check_gradients(total, tensors["x"])


def test_pytorch_itself_still_says_so():
    torch = pytest.importorskip("torch")
    for name in CASES:
        assert (
            json.loads(json.dumps(cases.written(result(name, torch, torch.tensor))))
            == EXPECTED[name]
        )


def test_a_tensor_of_nothing_before_it_can_become_a_leaf():
    for x in (pel.ones(3).requires_grad_(), pel.ones(3, requires_grad=True)):
        (x * x).sum().backward()
        assert x.grad.tolist() == [2.0, 2.0, 2.0]
    made = pel.ones(3) * 2
    leaf = made.requires_grad_()
    (leaf * leaf).sum().backward()
    assert leaf.grad.tolist() == [4.0, 4.0, 4.0]


def test_a_size_is_a_number_and_can_be_asked():
    x = pel.zeros(2, 3)
    assert (x.size, x.size(), x.size(0), x.size(-1), x.numel()) == (6, (2, 3), 2, 3, 6)


def test_random_numbers_under_the_names_of_pytorch():
    pel.manual_seed(0)
    assert pel.rand(2, 3).shape == pel.randn((2, 3)).shape == (2, 3)
    assert pel.randn(2, requires_grad=True).requires_grad
    whole = pel.randint(3, 6, (1000,))
    assert set(whole.tolist()) == {3, 4, 5}
    assert set(pel.randint(2, size=(100,)).tolist()) == {0, 1}
    assert sorted(pel.randperm(10).tolist()) == list(range(10))
    assert pel.rand_like(pel.zeros(2, dtype=pel.float64)).dtype == pel.float64
    assert pel.randint_like(pel.zeros(3), 5).dtype == pel.float32
    drawn = pel.multinomial(pel.tensor([[0.0, 1.0, 3.0]]), 2000, replacement=True)
    assert drawn.shape == (1, 2000)
    assert abs((drawn == 2).float().mean().item() - 0.75) < 0.05
    assert sorted(pel.multinomial(pel.tensor([0.5, 0.25, 0.25]), 3).tolist()) == [0, 1, 2]
    one = pel.randn(3, generator=pel.Generator(5))
    assert one.tolist() == pel.randn(3, generator=pel.Generator(5)).tolist()


def test_numbers_drawn_in_place():
    x = pel.zeros(2000)
    assert abs(x.normal_(5.0, 0.1).mean().item() - 5) < 0.05
    assert 2 < x.uniform_(2, 3).min().item() <= x.max().item() < 3
    assert set(x.bernoulli_(0.5).tolist()) == {0.0, 1.0}


def test_a_leaf_is_not_changed_in_place_unless_nobody_records():
    w = nn.Linear(2, 2).weight
    with pytest.raises(StateError, match="no_grad"):
        w.mul_(2)
    with pel.no_grad():
        w.fill_(3.0)
    assert w.tolist() == [[3.0, 3.0], [3.0, 3.0]]
    w.data.normal_(0.0, 1.0)
    assert w.tolist() != [[3.0, 3.0], [3.0, 3.0]]
    w.data = pel.zeros(2, 2)
    assert w.requires_grad
    assert w.tolist() == [[0.0, 0.0], [0.0, 0.0]]


def test_elements_put_into_the_data_of_a_leaf_are_put_into_the_leaf():
    w = pel.Parameter([1.0, 2.0, 3.0])
    held = w.data
    held[0] = 5.0
    held[1:] *= 2
    assert w.tolist() == held.tolist() == [5.0, 4.0, 6.0]
    assert w.requires_grad
    (w * w).sum().backward()
    assert w.grad.tolist() == [10.0, 8.0, 12.0]


def test_gradients_asked_for_by_name():
    x, y = pel.tensor(3.0, requires_grad=True), pel.tensor(2.0, requires_grad=True)
    dx, dy = autograd.grad(x * x * y, [x, y])
    assert (dx.item(), dy.item()) == (12.0, 9.0)
    (second,) = autograd.grad(autograd.grad(x**3, x)[0], x)
    assert second.item() == 18.0
    (weighted,) = autograd.grad(pel.stack([x, x * x]), x, grad_outputs=pel.tensor([1.0, 10.0]))
    assert weighted.item() == 61.0
    with pytest.raises(ArgumentError, match="allow_unused"):
        autograd.grad(x * x, y)
    assert autograd.grad(x * x, y, allow_unused=True) == (None,)
    with pytest.raises(ShapeError, match="grad_outputs"):
        autograd.grad(pel.stack([x, x]), x)


class Clamped(autograd.Function):
    """The straight-through step of a network of signs."""

    @staticmethod
    def forward(ctx, x, bound):
        ctx.save_for_backward(x)
        ctx.bound = bound
        return pel.sign(x), x * 2

    @staticmethod
    def backward(ctx, g, h):
        (x,) = ctx.saved_tensors
        return pel.where(x.abs() < ctx.bound, g, 0.0) + 2 * h, None


def test_a_function_with_forward_and_backward():
    x = pel.tensor([0.5, -3.0], requires_grad=True)
    signs, doubled = Clamped.apply(x, 1.0)
    (signs.sum() * 5 + doubled.sum()).backward()
    assert signs.tolist() == [1.0, -1.0]
    assert x.grad.tolist() == [7.0, 2.0]


def test_blocks_that_record_or_not():
    x = pel.tensor(1.0, requires_grad=True)
    with pel.inference_mode():
        assert not (x * 2).requires_grad
        assert not pel.is_grad_enabled()
        with pel.enable_grad():
            assert (x * 2).requires_grad
    with pel.set_grad_enabled(False):
        assert not (x * 2).requires_grad

    @pel.no_grad()
    def answer(x):
        return x * 2

    assert not answer(x).requires_grad


def test_where_one_place_is_written_twice_the_last_value_stands():
    index, values = pel.tensor([1, 1, 1, 0]), pel.tensor([1.0, 2.0, 3.0, 4.0])
    assert pel.zeros(3).scatter(0, index, values).tolist() == [4.0, 3.0, 0.0]

    @pel.compile
    def assigned(x, index, values):
        y = x.clone()
        y[index] = values
        return y

    assert assigned(pel.zeros(3), index, values).tolist() == [4.0, 3.0, 0.0]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (lambda x: x.narrow(0, 2, 5), "narrow"),
        (lambda x: x.chunk(0), "at least one part"),
        (lambda x: pel.mm(x, x[0]), "2 and 2 axes"),
        (lambda x: x.scatter(0, pel.tensor([0]), 1.0), "as many axes"),
        (lambda x: pel.quantile(x, 0.5, interpolation="cubic"), "linear"),
        (lambda x: x.to("cuda"), "no device"),
        (lambda x: pel.zeros(2, 3).add_(pel.zeros(3, 2, 3)), "keeps the shape"),
        (lambda x: pel.zeros(3, dtype=pel.int64).add_(0.5), "keeps the dtype"),
        (lambda x: x.kthvalue(9), "no 9-th"),
        (lambda x: pel.multinomial(x[0], 9), "without replacement"),
    ],
)
def test_what_cannot_be_is_said(asked, said):
    with pytest.raises(PellucidError, match=said):
        asked(pel.tensor(np.abs(ARRAYS["x"])))


def test_a_name_that_is_not_there_has_a_neighbour():
    with pytest.raises(AttributeError, match="did you mean 'argmax'"):
        pel.argmaxx  # noqa: B018
