"""What tests of layers share: numbers to feed them, and gradients to compare with."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn


@pytest.fixture
def numbers():
    """A function that draws float32 arrays of a shape, the same in every run."""
    source = np.random.default_rng(7)
    return lambda *shape: source.standard_normal(shape).astype(np.float32)


@pytest.fixture
def check_gradient():
    """A function that compares gradients with central differences, in float64."""

    def check(function, *arrays, step=1e-6, tolerance=1e-6):
        arrays = [np.asarray(a, np.float64) for a in arrays]
        tensors = [pel.Tensor(a, requires_grad=True) for a in arrays]
        weights = np.random.default_rng(1).standard_normal(function(*tensors).shape)
        (function(*tensors) * pel.Tensor(weights)).sum().backward()

        def value(moved):
            return float((function(*map(pel.Tensor, moved)).numpy() * weights).sum())

        for i, array in enumerate(arrays):
            expected = np.zeros_like(array)
            for place in np.ndindex(array.shape):
                up, down = ([a.copy() for a in arrays] for _ in range(2))
                up[i][place] += step
                down[i][place] -= step
                expected[place] = (value(up) - value(down)) / (2 * step)
            np.testing.assert_allclose(
                tensors[i].grad.numpy(), expected, rtol=tolerance, atol=tolerance
            )

    return check


@pytest.fixture
def compare():
    """A function that compares a layer with PyTorch's of the same state, in training and in
    evaluation: what `run(layer, *inputs, *more)` makes, and the gradients of `inputs` and
    parameters, to 1e-5 in float32 and 1e-9 in float64. `make(library, dtype=...)` makes the layer
    of one `nn`.

    Ours is computed by its definition, in NumPy, but in float32 by machine code too if `native`.
    """
    torch = pytest.importorskip("torch")

    def one(make, run, inputs, dtype, more=(), *, native=False):
        theirs, ours = make(torch.nn, dtype=getattr(torch, dtype)), make(nn, dtype=dtype)
        state = given_numbers(torch, theirs)
        found = ours.state_dict()
        assert [(k, v.shape) for k, v in found.items()] == [(k, v.shape) for k, v in state.items()]
        ours.load_state_dict(state)
        backends = ["reference", "llvm"] if native and dtype == "float32" else ["reference"]
        for mode in (True, False):
            ours.train(mode)
            theirs.train(mode)
            wanted = torch_results(torch, theirs, run, inputs, more)
            for backend in backends:
                with pel.using(backend=backend):
                    results = own_results(ours, run, inputs, more)
                for a, b in zip(results, wanted, strict=True):
                    assert a.shape == b.shape
                    limit = (1e-5 if dtype == "float32" else 1e-9) * (1 + np.abs(b).max(initial=0))
                    np.testing.assert_allclose(a, b, atol=limit, rtol=0)

    return one


def given_numbers(torch, layer):
    """The state of a layer of PyTorch's, with numbers drawn for all of it."""
    source = np.random.default_rng(3)
    with torch.no_grad():
        for x in layer.state_dict().values():
            x.copy_(torch.tensor(source.standard_normal(tuple(x.shape)) * 0.4))
    return {name: x.numpy() for name, x in layer.state_dict().items()}


def weights_of(arrays):
    """What results are weighted with before they are added up."""
    source = np.random.default_rng(5)
    return [source.standard_normal(x.shape).astype(str(x.dtype).split(".")[-1]) for x in arrays]


def flat(x):
    """The tensors of a result."""
    if isinstance(x, (tuple, list)):
        return [y for part in x for y in flat(part)]
    return [] if x is None else [x]


def torch_results(torch, layer, run, inputs, more):
    """Results and gradients of PyTorch's."""
    tensors = [torch.tensor(x, requires_grad=True) for x in inputs]
    found = flat(run(layer, *tensors, *map(torch.tensor, more)))
    layer.zero_grad()
    sum(
        (x * torch.tensor(w)).sum() for x, w in zip(found, weights_of(found), strict=True)
    ).backward()
    slopes = [x.grad for x in (*tensors, *(p for _, p in sorted(layer.named_parameters())))]
    return [x.detach().numpy() for x in (*found, *slopes)]


def own_results(layer, run, inputs, more):
    """Results and gradients of ours, computed together."""
    tensors = [pel.Tensor(x, requires_grad=True) for x in inputs]
    found = flat(run(layer, *tensors, *map(pel.Tensor, more)))
    layer.zero_grad()
    sum((x * pel.Tensor(w)).sum() for x, w in zip(found, weights_of(found), strict=True)).backward()
    slopes = [x.grad for x in (*tensors, *(p for _, p in sorted(layer.named_parameters())))]
    pel.realize(*found, *slopes)
    return [x.numpy() for x in (*found, *slopes)]
