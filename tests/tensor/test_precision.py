"""`using(precision="bfloat16")`: operands of products are rounded, sums are float32; what is native
rounds as what is emulated, and networks learn as they do in float32.
"""

import ml_dtypes
import numpy as np
import pytest

import pellucid as pel
from pellucid import nn, optim
from pellucid.backends.llvm.host import host
from pellucid.backends.llvm.jit import assembly
from pellucid.compiler.pairs import PairProduct
from pellucid.compiler.target import Target
from pellucid.core.errors import ArgumentError
from pellucid.graph import apply, toposort
from pellucid.tensor.seeing.explain import explain
from pellucid.tensor.seeing.profiling import captured_with_arguments
from pellucid.tensor.tensor import wrap

NATIVE = host().has("avx512bf16") and host().vector_bytes == 64
PAIRS = Target(vector_bytes=64, registers=32, multiplies_pairs=True)
WAYS = {
    "as it is": {},
    "without pairs": {"skip": {"pairs"}},
    "without tiles": {"skip": {"tile"}},
    "tuned": {"tune": True},
    "narrow": {"vector_bytes": 32},
    "by definition": {"backend": "reference"},
}


@pytest.fixture(autouse=True)
def rounded_products():
    with pel.using(precision="bfloat16"):
        yield


def drawn(*shapes, seed=0):
    random = np.random.default_rng(seed)
    return [random.normal(size=shape).astype(np.float32) for shape in shapes]


def to_bfloat16(x):
    return x.astype(ml_dtypes.bfloat16).astype(np.float64)


def computed(function, *arguments, **way):
    with pel.using(**way):
        found = pel.compile(function)(*arguments)
    return [x.numpy() for x in (found if isinstance(found, tuple) else (found,))]


def assert_close(found, wanted, digits=2e-6):
    for a, b in zip(found, wanted, strict=True):
        assert a.dtype == np.float32
        np.testing.assert_allclose(a, b, rtol=0, atol=digits * max(1.0, np.abs(b).max()))


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize(
    "shape", [(64, 64, 64), (65, 77, 33), (40, 129, 200), (7, 5, 3), (1, 9, 1)]
)
def test_a_product_is_that_of_rounded_operands(shape, way):
    m, k, n = shape
    a, b = drawn((m, k), (k, n))
    wanted = to_bfloat16(a) @ to_bfloat16(b)
    assert_close(computed(lambda a, b: a @ b, a, b, **way), [wanted])
    assert_close(computed(lambda a, b: a.T @ b.T, a.T.copy(), b.T.copy(), **way), [wanted])


FUNCTIONS = {
    "batches": (lambda a, b: a @ b.mT, [(4, 40, 32), (4, 48, 32)]),
    "dense": (nn.functional.linear, [(33, 3, 64), (50, 64)]),
    "one label of three": (
        lambda a, b: pel.einsum("abk,kac->bc", a, b),
        [(6, 40, 30), (30, 6, 40)],
    ),
    "convolution": (
        lambda x, w: nn.functional.conv2d(x, w, padding=1),
        [(6, 8, 12, 12), (24, 8, 3, 3)],
    ),
    "convolution with steps": (
        lambda x, w: nn.functional.conv2d(x, w, stride=2, padding=2, dilation=2),
        [(6, 8, 13, 12), (24, 8, 3, 3)],
    ),
    "convolution of one channel": (
        nn.functional.conv2d,
        [(16, 1, 14, 14), (20, 1, 5, 5)],
    ),
    "other axes": (
        lambda a, b: pel.tanh(a).reshape(48, 64) @ b.reshape(2, 32, 50).reshape(64, 50),
        [(4, 12, 64), (64, 50)],
    ),
    "slices": (lambda a, b: a[:, ::2] @ b[3:, 1:], [(40, 128), (67, 60)]),
    "itself": (lambda a, b: a @ a.T + b[0, 0], [(48, 70), (3, 4)]),
    "loop": (
        lambda x, w: pel.scan(lambda h, r: (pel.tanh(h @ w + r), h), x[0] * 0, x)[0],
        [(4, 32, 64), (64, 64)],
    ),
    "vmap": (pel.vmap(lambda x, y: pel.tanh(x @ y)), [(3, 40, 40), (3, 40, 40)]),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_values_and_gradients_are_those_of_the_definition(name):
    function, shapes = FUNCTIONS[name]
    arguments = [x * np.float32(0.3) for x in drawn(*shapes)]

    def both(a, b):
        loss = lambda a, b: pel.sin(function(a, b)).sum()  # noqa: E731
        return (function(a, b), *pel.grad(loss, argnums=(0, 1))(a, b))

    wanted = computed(both, *arguments, backend="reference")
    # A rounding that goes the other way after another order of sums costs a place of bfloat16.
    for way in ({}, {"vector_bytes": 32}):
        assert_close(computed(both, *arguments, **way), wanted, digits=5e-4)
    with pel.using(precision="float32"):
        exact = computed(both, *arguments)
    assert any(np.abs(a - b).max() > 1e-4 for a, b in zip(wanted, exact, strict=True))
    assert_close(wanted, exact, digits=0.03)


def test_second_gradients_round_too_and_the_laws_hold():
    a, b = drawn((40, 40), (40, 40))

    def loss(a):
        return (pel.tanh(a @ pel.asarray(b) * 0.1) ** 2).mean()

    def moved(a):
        return (pel.grad(loss)(a) ** 2).sum()

    for f in (pel.grad(moved), lambda a: pel.jvp(loss, (a,), (pel.cos(a),))[1]):
        assert_close(computed(f, a), computed(f, a, backend="reference"), digits=1e-3)
    assert pel.check(pel.grad(loss), a)


def test_arrays_of_bfloat16_add_up_in_float32():
    a, b = (x.astype(ml_dtypes.bfloat16) for x in drawn((64, 300), (300, 80)))
    wanted = (a.astype(np.float32) @ b.astype(np.float32)).astype(ml_dtypes.bfloat16)
    for precision in ("float32", "bfloat16"):
        with pel.using(precision=precision):
            found = pel.compile(lambda a, b: a @ b)(pel.asarray(a), pel.asarray(b)).numpy()
            assert found.dtype == ml_dtypes.bfloat16
            assert (found != wanted).mean() < 0.01  # a sum in another order may round elsewhere


def test_other_dtypes_are_not_rounded():
    a, b = (x.astype(np.float64) for x in drawn((40, 50), (50, 60)))
    np.testing.assert_allclose(computed(lambda a, b: a @ b, a, b)[0], a @ b, rtol=1e-12, atol=1e-12)
    n = np.arange(40 * 50).reshape(40, 50)
    assert np.array_equal((pel.asarray(n) @ pel.asarray(n.T)).numpy(), n @ n.T)


def test_special_values_stay_what_they_are():
    a = np.ones((40, 64), np.float32)
    a[0, 0], a[1, 3], a[2, 5] = np.nan, np.inf, 3.4e38  # the last is rounded to infinity
    found = computed(lambda a: a @ pel.ones((64, 40)), a)[0]
    assert np.isnan(found[0]).all()
    assert np.isinf(found[1:3]).all()
    assert (found[3:] == 64).all()


def test_any_number_of_threads_gives_the_same_bits():
    a, b = drawn((200, 300), (300, 150))
    found = [computed(lambda a, b: a @ b, a, b, threads=n)[0] for n in (1, 2, 3)]
    assert all(np.array_equal(x, found[0]) for x in found)


def test_the_precision_is_that_of_where_the_product_is_written():
    a, b = drawn((64, 64), (64, 64))
    with pel.using(precision="float32"):
        exact = pel.asarray(a) @ pel.asarray(b)
    step = pel.compile(lambda a, b: a @ b)
    rounded = step(a, b).numpy()
    np.testing.assert_allclose(exact.numpy(), a @ b, rtol=1e-4, atol=1e-4)
    assert np.abs(rounded - exact.numpy()).max() > 1e-3
    with pel.using(precision="float32"):  # another program of the same function
        np.testing.assert_array_equal(step(a, b).numpy(), exact.numpy())
    assert "in bfloat16" in explain(lambda a, b: a @ b, a, b, level="traced")


def test_what_is_a_sum_of_weights_is_not_rounded():
    x = drawn((2, 3, 9, 9))[0]
    resized = lambda x: nn.functional.interpolate(x, size=(5, 5), mode="bilinear")  # noqa: E731
    found = computed(resized, x)
    with pel.using(precision="float32"):
        np.testing.assert_array_equal(found, computed(resized, x))


# How it is compiled


def test_pairs_are_multiplied_where_the_processor_can():
    a, b = drawn((64, 64), (64, 64))
    text = explain(lambda a, b: a @ b, a, b, level="ir", target=PAIRS)
    assert "dpbf16ps" in text
    code = assembly(text, triple="x86_64-unknown-linux-gnu", cpu="znver4")
    assert code.count("vdpbf16ps") > 10
    assert "dpbf16ps" not in explain(lambda a, b: a @ b, a, b, level="ir", target=Target())


@pytest.mark.skipif(not NATIVE, reason="this processor does not multiply pairs of bfloat16")
def test_here_too():
    a, b = drawn((64, 64), (64, 64))
    captured, _ = captured_with_arguments(lambda a, b: a @ b, [a, b], {})
    computation = captured.program.schedule.computation
    assert any(isinstance(x.op, PairProduct) for x in toposort(computation.outputs))


def test_words_that_no_step_changes_are_made_before_the_loop():
    x, w = drawn((5, 32, 64), (64, 64))

    def run(x, w):
        return pel.scan(lambda h, r: (pel.tanh(h @ w + r), None), x[0], x)[0]

    text = explain(run, x, w, level="loops", target=PAIRS)
    inside = text[text.index("scan(") :]
    outside = text[: text.index("scan(")]
    assert "bits_as_u16(bf16(w[" in outside
    assert "bf16(in" in inside  # of what is carried


def test_the_definition_of_pairs():
    a, b = drawn((3, 4), (5, 4))
    words = [x.astype(ml_dtypes.bfloat16).view(np.uint32) for x in (a, b)]
    found = PairProduct("ik", "jk", "ij").reference(*words)
    np.testing.assert_allclose(found, to_bfloat16(a) @ to_bfloat16(b).T, rtol=1e-6)
    node = apply(
        "contract", *(pel.asarray(x).node for x in (a, b)), left="ik", right="jk", out="ij"
    )
    np.testing.assert_allclose(wrap(node).numpy(), found, rtol=1e-6)


def test_there_are_two_precisions():
    with pytest.raises(ArgumentError, match="float16"), pel.using(precision="float16"):
        pass


# Learning


def trained(make, shape, classes, steps, precision):
    """The losses of a network that learns to tell blurred patterns apart."""
    with pel.using(precision=precision):
        pel.manual_seed(0)
        random = np.random.default_rng(0)
        patterns = random.normal(size=(classes, *shape)).astype(np.float32)
        network = make()
        optimizer = optim.Adam(network.parameters(), lr=3e-3)

        @pel.compile
        def step(x, y):
            loss = nn.cross_entropy(network(x), y)
            optimizer.minimize(loss)
            return loss

        losses = []
        for _ in range(steps):
            y = random.integers(0, classes, 64)
            x = patterns[y] + 1.5 * random.normal(size=(64, *shape)).astype(np.float32)
            losses.append(float(step(x, y)))
    return np.array(losses)


def perceptron():
    return nn.Sequential(
        nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, 8)
    )


def convolutions():
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(32 * 16, 8),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("make", "shape", "steps"), [(perceptron, (64,), 120), (convolutions, (1, 8, 8), 60)]
)
def test_losses_agree_with_those_of_float32(make, shape, steps):
    """No loss is scaled: bfloat16 has the range of float32."""
    exact, rounded = (trained(make, shape, 8, steps, p) for p in ("float32", "bfloat16"))
    assert exact[-10:].mean() < 0.5 * exact[0]
    apart = np.abs(rounded - exact) / exact[0]
    assert 0 < apart.max() < 0.03, f"losses differ by up to {apart.max():.1%} of the first"
    assert abs(rounded[-10:].mean() - exact[-10:].mean()) < 0.01 * exact[0]
