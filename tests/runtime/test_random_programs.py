"""Random programs give the same numbers natively as by the definitions, without any pass.

Their arguments are small whole numbers, so every sum is exact and nothing needs a tolerance.
"""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import pellucid as pel
from pellucid.autodiff import gradients
from pellucid.core.errors import PellucidError
from pellucid.nn import functional as F  # noqa: N812
from pellucid.runtime.programs import evaluate

PASSES = (
    "simplify",
    "factor",
    "lookups",
    "phases",
    "winograd",
    "split",
    "layout",
    "tile",
    "join",
    "bundle",
)
EXACT = 2**23  # whole numbers below are exact in float32
DTYPES = st.sampled_from(["float32", "float64"])
OFTEN = settings(
    max_examples=25,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
RARELY = settings(OFTEN, max_examples=8)


def drawer(data):
    """Picks one of a sequence, as hypothesis decides."""
    return lambda options: data.draw(st.sampled_from(list(options)))


def seeded(seed):
    """Picks one of a sequence, as a seed decides."""
    random = np.random.default_rng(seed)
    return lambda options: options[int(random.integers(len(options)))]


def numbers(nodes, **options):
    with pel.using(**options):
        return [x.array for x in evaluate(nodes, {})]


def with_gradients(results, leaves):
    """The nodes of results, and of the gradient of a weighted sum of them all."""
    total = 0
    for x in results:
        weights = pel.arange(x.size, dtype=x.dtype).reshape(x.shape) % 3 - 1
        total = total + (x * weights).sum()
    slopes = gradients(total.node, [x.node for x in leaves])
    return list(dict.fromkeys([*(x.node for x in results), *(x for x in slopes if x is not None)]))


def assert_alike(nodes, ways):
    """Every way of running gives the same bits as the definitions."""
    wanted = numbers(nodes, backend="reference")
    if max((np.abs(x).max(initial=0) for x in wanted), default=0) >= EXACT:
        return
    for way in ways:
        for node, found, expected in zip(nodes, numbers(nodes, **way), wanted, strict=True):
            np.testing.assert_array_equal(found, expected, err_msg=f"{node} {way}")


@OFTEN
@given(data=st.data(), dtype=DTYPES, steps=st.integers(1, 7))
def test_a_random_program_is_as_defined(programs, data, dtype, steps):
    results, leaves = programs.write(drawer(data), dtype, steps)
    assert_alike(with_gradients(results, leaves), [{"threads": 2}])


@RARELY
@given(seed=st.integers(0, 10**6), dtype=DTYPES)
def test_a_random_program_is_the_same_without_any_one_pass(programs, seed, dtype):
    results, leaves = programs.write(seeded(seed), dtype, 5)
    ways = [{"skip": {name}} for name in PASSES] + [{"skip": set(PASSES)}]
    assert_alike(with_gradients(results, leaves), ways)


@RARELY
@given(seed=st.integers(0, 10**6), dtype=DTYPES)
def test_a_random_program_gives_the_same_bits_at_any_thread_count(programs, seed, dtype):
    results, leaves = programs.write(seeded(seed), dtype, 6)
    assert_alike(with_gradients(results, leaves), [{"threads": n} for n in (1, 2, 4)])


def update(draw, p, others):
    """A new value for a parameter, in one of the ways that are easily got wrong."""
    x, z = draw(others), draw(others)
    new = {
        "flipped": lambda: pel.flip(x) - z,
        "another": lambda: x,
        "of all": lambda: x - x.sum(),
        "in place": lambda: p + x * z,
        "rolled": lambda: pel.roll(p, 1) + x,
        "number": lambda: 2.0,
    }[draw(("flipped", "another", "of all", "in place", "rolled", "number"))]()
    p.assign(new % 5 - 2 if isinstance(new, pel.Tensor) else new)


def run_with_updates(programs, seed, backend):
    """Results and parameters after each of two calls of a captured function that updates them."""
    draw, made = seeded(seed), []

    def body():
        results, leaves = programs.write(draw, "float32", 3)
        for _ in range(draw((1, 2, 3))):
            p = draw([x for x in leaves if x.is_state] or leaves[:1])
            update(draw, p, [x for x in [*results, *leaves] if x.shape == p.shape])
            results.append(draw((p, p * 1, results[0], leaves[0])))
        made[:] = leaves
        return results

    with pel.using(backend=backend):
        step, found = pel.compile(body), []
        for _ in range(2):
            found += [x.numpy() for x in step()]
            found += [x.numpy() for x in made]
    return found


@OFTEN
@given(seed=st.integers(0, 10**6))
def test_updates_in_place_read_old_values_and_write_new_ones(programs, seed):
    wanted = run_with_updates(programs, seed, "reference")
    found = run_with_updates(programs, seed, "llvm")
    for a, b in zip(found, wanted, strict=True):
        np.testing.assert_array_equal(a, b)


def residue(x, modulus):
    """`x` modulo a number, through which gradients flow as through `x`."""
    return x - pel.stop_gradient(x - (x.round() % modulus - 1))


def network(draw):
    """A small convolutional network on whole numbers: its result, loss and gradients."""
    random = np.random.default_rng(draw(range(1000)))

    def whole(*shape):
        return random.integers(-2, 3, shape).astype(np.float32)

    x = pel.Tensor(
        whole(draw((1, 3, 8, 16, 33)), draw((1, 2, 4)), draw((5, 8, 11)), draw((5, 8))),
        requires_grad=True,
    )
    leaves, h = [x], x
    for _ in range(draw((1, 2))):
        groups = draw((1, 1, 2)) if h.shape[1] % 2 == 0 else 1
        kernel, other = draw((1, 2, 3, 5)), draw((1, 2, 3))
        stride, padding, dilation = draw((1, 1, 2, 3)), draw((0, 1, 2)), draw((1, 1, 2))
        if (
            dilation * (kernel - 1) >= h.shape[2] + 2 * padding
            or dilation * (other - 1) >= h.shape[3] + 2 * padding
        ):
            continue
        channels = groups * draw((1, 2, 5, 8))
        leaves += [
            pel.Parameter(whole(channels, h.shape[1] // groups, kernel, other)),
            pel.Parameter(whole(channels)),
        ]
        h = F.conv2d(
            h, *leaves[-2:], stride=stride, padding=padding, dilation=dilation, groups=groups
        )
        h = draw((F.relu, lambda v: v))(h)
        if min(h.shape[2:]) >= 3 and draw((True, False)):
            size, stride = draw((2, 3)), draw((1, 2, 3))
            h = (
                F.max_pool2d(h, size, stride, padding=1)
                if draw((True, True, False))
                else F.avg_pool2d(h, 2, stride) * 4
            )
        h = residue(h, 4)
    h = h.flatten(1)
    leaves.append(pel.Parameter(whole(h.shape[1], draw((1, 3, 10, 17)))))
    y = residue(h @ leaves[-1], 5)
    return [y, *pel.gradients((y * y).sum(), leaves)]


@settings(OFTEN, max_examples=12)
@given(seed=st.integers(0, 10**6))
def test_a_random_convolutional_network_is_as_defined(seed):
    nodes = list(dict.fromkeys(x.node for x in network(seeded(seed))))
    assert_alike(nodes, [{}, {"skip": {PASSES[seed % 5]}}])


@pytest.mark.slow
@pytest.mark.parametrize("part", range(8))
def test_very_many_random_programs(programs, part):
    for seed in range(part * 1000, part * 1000 + 60):
        results, leaves = programs.write(
            seeded(seed), ("float32", "float64")[seed % 2], 3 + seed % 8
        )
        assert_alike(with_gradients(results, leaves), [{}, {"skip": {PASSES[seed % 5]}}])
        nodes = list(dict.fromkeys(x.node for x in network(seeded(seed))))
        assert_alike(nodes, [{}, {"skip": {PASSES[seed % 5]}}])


def test_an_unknown_backend_is_refused():
    with pytest.raises(PellucidError, match="there is no backend"), pel.using(backend="abacus"):
        pass
