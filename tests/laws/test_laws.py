"""Laws that hold for every function, tested on random ones: what is compiled is what is defined,
vmap is a stack, gradients are slopes to second order, forward mode and reverse mode agree,
checkpoints and passes of the compiler change nothing.

Both sides are computed in float64. Where an operation is reordered they differ by roundings:
`CLOSE`. Slopes from differences are compared where two step lengths agree on them, as they do not
next to a bend: `SLOPE`.
"""

from functools import partial

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import pellucid as pel
from pellucid.backends.llvm import cache
from pellucid.backends.llvm.jit import compile_object

CLOSE = {"rtol": 1e-9, "atol": 1e-10}
SLOPE = {"rtol": 1e-5, "atol": 1e-6}
PASSES = (
    "simplify", "lookups", "phases", "winograd", "split", "panels", "slopes", "layout", "tile",
    "join",
)  # fmt: skip
STEP = 1e-5


def numbers(found):
    """The values of tensors in a tuple, or of one."""
    found = found if isinstance(found, tuple | list) else (found,)
    pel.realize(*found)
    return [x.numpy() for x in found]


def by_definition(function, *arguments):
    """Computed node by node in NumPy."""
    with pel.using(backend="reference"):
        return numbers(function(*map(pel.Tensor, arguments)))


def natively(function, *arguments):
    """Computed by one program."""
    return numbers(pel.compile(function)(*map(pel.Tensor, arguments)))


def assert_close(found, wanted, tolerance=CLOSE):
    """Equal within a tolerance, in relation to the largest number."""
    for a, b in zip(found, wanted, strict=True):
        assert a.shape == b.shape
        assert a.dtype == b.dtype
        scale = max(1.0, np.abs(b).max(initial=0.0))
        np.testing.assert_allclose(a / scale, b / scale, **tolerance)


def all_places(f):
    return tuple(range(len(f.shapes)))


def directions(arguments):
    """Some directions, one for each argument."""
    return [np.cos(3 * np.arange(x.size) + 1).reshape(x.shape) for x in arguments]


def along(values, arguments, moves):
    """The slope of numbers along a direction, or None where two step lengths disagree on it."""

    def slope(step):
        up, down = (
            values(*(x + sign * step * v for x, v in zip(arguments, moves, strict=True)))
            for sign in (1, -1)
        )
        return [(a - b) / (2 * step) for a, b in zip(up, down, strict=True)]

    found, other = slope(STEP), slope(STEP / 4)
    agree = all(np.allclose(a, b, rtol=1e-6, atol=1e-7) for a, b in zip(found, other, strict=True))
    return found if agree else None


# The laws: each takes a function and arrays to run it on.


def compiled_is_as_defined(f, arguments):
    assert_close(natively(f.values, *arguments), by_definition(f.values, *arguments))


def eager_is_as_defined(f, arguments):
    found = numbers(f.values(*map(pel.Tensor, arguments)))
    assert_close(found, by_definition(f.values, *arguments))


def vmap_is_a_stack(f, arguments):
    rows = [[x * scale for x in arguments] for scale in (1.0, -0.5, 0.3)]
    stacked = [np.stack(parts) for parts in zip(*rows, strict=True)]
    wanted = [by_definition(f.values, *row) for row in rows]
    wanted = [np.stack(parts) for parts in zip(*wanted, strict=True)]
    assert_close(natively(pel.vmap(f.values), *stacked), wanted)


def vmap_of_the_gradient_is_a_stack(f, arguments):
    slope = pel.grad(f.loss, argnums=all_places(f))
    rows = [arguments, [x * 0.5 for x in arguments]]
    stacked = [np.stack(parts) for parts in zip(*rows, strict=True)]
    wanted = [by_definition(slope, *row) for row in rows]
    assert_close(
        natively(pel.vmap(slope), *stacked), [np.stack(p) for p in zip(*wanted, strict=True)]
    )


def the_gradient_is_the_slope(f, arguments):
    moves = directions(arguments)
    found = natively(pel.grad(f.loss, argnums=all_places(f)), *arguments)
    wanted = along(lambda *x: by_definition(f.loss, *x), arguments, moves)
    if wanted is not None:
        total = sum((g * v).sum() for g, v in zip(found, moves, strict=True))
        assert_close([np.asarray(total)], wanted, SLOPE)


def the_second_gradient_is_the_slope_of_the_first(f, arguments):
    moves = directions(arguments)
    slope = pel.grad(f.loss, argnums=all_places(f))
    wanted = along(lambda *x: by_definition(slope, *x), arguments, moves)

    def moved(*x):
        return sum((g * v).sum() for g, v in zip(slope(*x), moves, strict=True))

    found = natively(pel.grad(moved, argnums=all_places(f)), *arguments)
    if wanted is not None:
        assert_close(found, wanted, SLOPE)


def forward_and_reverse_agree(f, arguments):
    moves = directions(arguments)
    _, *found = natively(lambda *x: pel.jvp(f.loss, x, tuple(moves)), *arguments)
    slopes = by_definition(pel.grad(f.loss, argnums=all_places(f)), *arguments)
    assert_close(
        found, [np.asarray(sum((g * v).sum() for g, v in zip(slopes, moves, strict=True)))]
    )


def forward_over_reverse_is_reverse_over_reverse(f, arguments):
    moves = directions(arguments)
    slope = pel.grad(f.loss, argnums=all_places(f))
    found = natively(lambda *x: pel.jvp(slope, x, tuple(moves))[1], *arguments)

    def moved(*x):
        return sum((g * v).sum() for g, v in zip(slope(*x), moves, strict=True))

    assert_close(found, by_definition(pel.grad(moved, argnums=all_places(f)), *arguments))


def a_checkpoint_changes_nothing(f, arguments):
    slope = pel.grad(pel.checkpoint(f.loss), argnums=all_places(f))
    plain = pel.grad(f.loss, argnums=all_places(f))
    assert_close(natively(slope, *arguments), by_definition(plain, *arguments))


def no_pass_changes_anything(f, arguments):
    slope = pel.value_and_grad(f.loss, argnums=all_places(f))

    def both(*x):
        value, parts = slope(*x)
        return (value, *parts)

    wanted = by_definition(both, *arguments)
    with pel.using(skip={PASSES[len(f.steps) % len(PASSES)]}):
        assert_close(natively(both, *arguments), wanted)


def backward_is_the_gradient(f, arguments):
    leaves = [pel.Tensor(x, requires_grad=True) for x in arguments]
    loss = f.loss(*leaves)
    wanted = by_definition(pel.grad(f.loss, argnums=all_places(f)), *arguments)
    if loss.requires_grad:
        loss.backward()
        found = [pel.zeros_like(x) if x.grad is None else x.grad for x in leaves]
        assert_close(numbers(found), wanted)


LAWS = (
    compiled_is_as_defined,
    eager_is_as_defined,
    vmap_is_a_stack,
    vmap_of_the_gradient_is_a_stack,
    the_gradient_is_the_slope,
    the_second_gradient_is_the_slope_of_the_first,
    forward_and_reverse_agree,
    forward_over_reverse_is_reverse_over_reverse,
    a_checkpoint_changes_nothing,
    no_pass_changes_anything,
    backward_is_the_gradient,
)
OFTEN = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def seeded(seed):
    """Picks one of a sequence, as a seed decides."""
    random = np.random.default_rng(seed)
    return lambda options: options[int(random.integers(len(options)))]


def one_program(functions, seed):
    """One law on one function, as a number decides.

    Three of four have LLVM choose instructions quickly, as what is tested is the program that it is
    given; every fourth is translated as users have it.
    """
    with pytest.MonkeyPatch.context() as patch:
        if seed % 4:
            patch.setattr(cache, "compile_object", partial(compile_object, level=0))
            with pel.using(cache=None):
                return try_program(functions, seed)
        return try_program(functions, seed)


def try_program(functions, seed):
    law = LAWS[seed % len(LAWS)]
    smooth = "second" in law.__name__ or "slope" in law.__name__
    f = functions.Function(seeded(seed), 1 + seed // 7 % 7, smooth=smooth)
    arguments = f.arguments(seed)
    try:
        law(f, arguments)
    except AssertionError:
        if not is_shaky(f, arguments):
            raise


def is_shaky(f, arguments):
    """Do the values, by their definition, move visibly where arguments move in their last bits?
    Then two ways to round are two results: loops may push states apart at every step.
    """
    random = np.random.default_rng(0)
    here = by_definition(f.values, *arguments)
    for _ in range(4):
        moved = [x * (1 + 4e-16 * random.standard_normal(x.shape)) for x in arguments]
        try:
            assert_close(by_definition(f.values, *moved), here)
        except AssertionError:
            return True
    return False


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_it_holds_for_random_functions(functions, law):
    smooth = "second" in law.__name__ or "slope" in law.__name__

    @OFTEN
    @given(data=st.data(), steps=st.integers(1, 6))
    def holds(data, steps):
        draw = lambda options: data.draw(st.sampled_from(list(options)))  # noqa: E731
        f = functions.Function(draw, steps, smooth=smooth)
        law(f, f.arguments(steps))

    holds()


@pytest.mark.slow
def test_it_holds_for_twenty_thousand_functions(functions, seeds, subtests):
    """As many as `--programs` says; one that fails hides none after it."""
    for seed in seeds:
        with subtests.test(seed=seed, law=LAWS[seed % len(LAWS)].__name__):
            one_program(functions, seed)
