"""Attention beside its formula, forward and backward, and what it does not store."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.core.errors import ArgumentError, DTypeError, ShapeError
from pellucid.nn.functional import scaled_dot_product_attention as attention
from pellucid.tensor.seeing.profiling import captured_with_arguments

# batch, heads, groups, queries, keys, width, width of values
SIZES = [
    (2, 3, 3, 5, 7, 4, 6),
    (1, 4, 2, 33, 40, 16, 16),
    (2, 6, 1, 64, 64, 32, 32),
    (1, 1, 1, 100, 70, 33, 20),
    (1, 2, 2, 1, 130, 64, 48),
]
MASKS = ["none", "causal", "bool", "added", "keys"]


def drawn(shape, seed=0, dtype=np.float32):
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def close(a, b):
    np.testing.assert_allclose(a, b, atol=2e-6 * (1 + np.abs(b).max()), rtol=0)


def operands(sizes, dtype=np.float32):
    batch, heads, groups, queries, keys, width, other = sizes
    shapes = (
        (batch, heads, queries, width),
        (batch, groups, keys, width),
        (batch, groups, keys, other),
    )
    return [pel.Tensor(drawn(s, i, dtype), requires_grad=True) for i, s in enumerate(shapes)]


def mask_of(kind, sizes):
    """A mask; the first query of a bool sees nothing."""
    batch, heads, _, queries, keys, *_ = sizes
    if kind == "bool":
        seen = np.random.default_rng(5).random((batch, 1, queries, keys)) < 0.7
        seen[0, 0, 0] = False
        return pel.Tensor(seen)
    if kind == "keys":
        return pel.Tensor(np.arange(keys) % 3 > 0)
    return (
        pel.Tensor(drawn((heads, queries, keys), 6), requires_grad=True)
        if kind == "added"
        else None
    )


def formula(q, k, v, mask, *, causal):
    """The definition, with the scores of all pairs; what sees nothing is 0."""
    share = q.shape[1] // k.shape[1]
    k, v = (
        pel.concat([x[:, i // share][:, None] for i in range(q.shape[1])], axis=1) for x in (k, v)
    )
    scores = q @ pel.moveaxis(k, -1, -2) * q.shape[-1] ** -0.5
    if causal:
        mask = pel.asarray(np.tri(*scores.shape[-2:], dtype=bool))
    if mask is not None and mask.dtype != pel.bool:
        scores, mask = scores + mask, None
    if mask is None:
        return nn.functional.softmax(scores, -1) @ v
    weights = nn.functional.softmax(pel.where(mask, scores, -1e30), -1)
    return pel.where(mask, weights, 0.0) @ v


@pytest.mark.parametrize("kind", MASKS)
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_attention_and_its_gradients_are_the_formulas(sizes, kind):
    q, k, v = operands(sizes)
    mask, causal = mask_of(kind, sizes), kind == "causal"
    wanted = [q, k, v] + ([mask] if kind == "added" else [])
    a = attention(q, k, v, mask, is_causal=causal, enable_gqa=True)
    b = formula(q, k, v, mask, causal=causal)
    weights = pel.asarray(drawn(a.shape, 9))
    pairs = [(a, b)]
    pairs += zip(*(pel.gradients((x * weights).sum(), wanted) for x in (a, b)), strict=True)
    for one, other in pairs:
        close(one.numpy(), other.numpy())


@pytest.mark.parametrize("sizes", [(1, 2, 1, 19, 21, 10, 9), (1, 4, 2, 77, 70, 9, 12)], ids=str)
@pytest.mark.parametrize("kind", ["none", "causal", "added"])
def test_native_is_as_defined_in_float64(sizes, kind):
    found = []
    for backend in ("llvm", "reference"):
        q, k, v = operands(sizes, np.float64)
        with pel.using(backend=backend):
            mask = mask_of(kind, sizes)
            y = attention(q, k, v, mask, is_causal=kind == "causal", enable_gqa=True)
            found.append([y.numpy(), *(g.numpy() for g in pel.gradients((y * y).sum(), [q, k, v]))])
    for a, b in zip(*found, strict=True):
        assert a.dtype == np.float64
        np.testing.assert_allclose(a, b, atol=1e-12, rtol=1e-12)


def test_gradients_of_gradients():
    sizes = (1, 2, 2, 6, 5, 4, 3)
    q, k, v = operands(sizes)
    found = []
    for run in (lambda: attention(q, k, v), lambda: formula(q, k, v, None, causal=False)):
        (g,) = pel.gradients((run() ** 2).sum(), [q])
        found.append(pel.gradients((g * g).sum(), [q, k, v]))
    for a, b in zip(*found, strict=True):
        np.testing.assert_allclose(a.numpy(), b.numpy(), atol=1e-5)


@pytest.mark.parametrize("lead", [(), (3,), (2, 3), (2, 2, 3)], ids=str)
def test_axes_before_the_last_two_are_batches(lead):
    q, k, v = (pel.asarray(drawn((*lead, 5, 4), i)) for i in range(3))
    found = attention(q, k, v)
    assert found.shape == (*lead, 5, 4)
    flat = [pel.reshape(x, (1, -1, 5, 4)) for x in (q, k, v)]
    wanted = pel.reshape(formula(*flat, None, causal=False), found.shape)
    np.testing.assert_allclose(found.numpy(), wanted.numpy(), atol=1e-6)


def test_bfloat16_is_computed_in_float32():
    q, k, v = (pel.asarray(drawn((1, 1, 6, 8), i)).astype("bfloat16") for i in range(3))
    found = attention(q, k, v)
    wanted = attention(*(x.astype("float32") for x in (q, k, v)))
    assert found.dtype == pel.bfloat16
    np.testing.assert_array_equal(
        found.astype("float32").numpy(), wanted.astype("bfloat16").astype("float32").numpy()
    )


def test_dropout_leaves_the_expected_value():
    q, k = (pel.asarray(drawn((1, 2, 8, 4), i)) for i in range(2))
    v = pel.ones((1, 2, 8, 3))
    pel.manual_seed(0)
    found = np.mean([attention(q, k, v, dropout_p=0.5).numpy() for _ in range(200)])
    assert abs(found - 1) < 0.05
    pel.manual_seed(3)
    mask = pel.asarray(np.zeros((8, 8), bool))
    assert not attention(q, k, v, mask, dropout_p=0.5).numpy().any()


def test_any_number_of_threads_gives_the_same_bits():
    found = []
    for threads in (1, 2, 3):
        with pel.using(threads=threads):
            q, k, v = operands((3, 2, 1, 70, 70, 24, 24))
            y = attention(q, k, v, is_causal=True, enable_gqa=True)
            found.append([y.numpy(), *(g.numpy() for g in pel.gradients((y * y).sum(), [q, k, v]))])
    for others in found[1:]:
        assert all(np.array_equal(a, b) for a, b in zip(found[0], others, strict=True))


def test_the_scores_are_never_stored():
    q, k, v = operands((1, 1, 1, 1024, 1024, 16, 16))

    def both(q, k, v):
        return pel.value_and_grad(lambda *x: attention(*x).sum(), (0, 1, 2))(q, k, v)

    captured, _ = captured_with_arguments(both, (q, k, v), {})
    assert captured.program.schedule.memory.arena_bytes < 1024 * 1024


def test_a_query_that_sees_nothing_gets_zeros_and_gives_no_gradient():
    q, k, v = operands((1, 1, 1, 4, 4, 4, 4))
    seen = np.tri(4, dtype=bool)
    seen[2] = False
    y = attention(q, k, v, pel.asarray(seen))
    (g,) = pel.gradients((y * y).sum(), [q])
    assert not y.numpy()[0, 0, 2].any()
    assert not g.numpy()[0, 0, 2].any()
    assert np.isfinite(g.numpy()).all()


def test_what_does_not_fit_is_an_error():
    q, k, v = operands((1, 4, 3, 5, 5, 4, 4))
    with pytest.raises(ShapeError, match="do not fit"):
        attention(q, k, v, enable_gqa=True)
    with pytest.raises(ShapeError, match="broadcast"):
        attention(q, k, v)
    with pytest.raises(ShapeError, match="do not fit"):
        attention(q, q[..., :2], q)
    with pytest.raises(DTypeError, match="mask"):
        attention(q, q, q, pel.asarray(np.ones((5, 5), np.int64)))
    with pytest.raises(ArgumentError, match="probability"):
        attention(q, q, q, dropout_p=2.0)


@pytest.mark.parametrize("causal", [False, True])
def test_attention_is_pytorchs(causal):
    torch = pytest.importorskip("torch")
    q, k, v = operands((2, 4, 2, 9, 9, 8, 8))
    theirs = [torch.tensor(x.numpy(), requires_grad=True) for x in (q, k, v)]
    y = attention(q, k, v, is_causal=causal, enable_gqa=True, scale=0.3)
    z = torch.nn.functional.scaled_dot_product_attention(
        *theirs, is_causal=causal, enable_gqa=True, scale=0.3
    )
    (y * y).sum().backward()
    (z * z).sum().backward()
    for a, b in [(y, z), *((x.grad, t.grad) for x, t in zip((q, k, v), theirs, strict=True))]:
        close(a.numpy(), b.detach().numpy())
