"""Products and convolutions of odd shapes against their definition in float64, and the same bits on
any number of threads.
"""

import math

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import pellucid as pel
from pellucid import nn
from pellucid.compiler.contraction import SMALL

few = settings(max_examples=12)
sizes = st.sampled_from([1, 2, 3, 5, 7, 8, 13, 16, 17, 24, 31, 33, 48, 50, 64, 97])
dtypes = st.sampled_from([np.float32, np.float64])


def results(function, operands, dtype, **how):
    """What `function` gives for operands of a dtype, under changed settings."""
    with pel.using(**how):
        return [y.numpy() for y in pel.compile(function)(*(x.astype(dtype) for x in operands))]


def check(function, operands, lengths, dtype, skip=()):
    """Native results are as exact as sums of so many products can be, and the same on 1, 2 and 3
    threads. The bound is that of Higham and Mary, "A new approach to probabilistic rounding error
    analysis", 2019.
    """
    found = results(function, operands, dtype, threads=1, skip=skip)
    for threads in (2, 3):
        again = results(function, operands, dtype, threads=threads, skip=skip)
        assert all(np.array_equal(x, y) for x, y in zip(found, again, strict=True))
    exact = results(function, operands, np.float64, backend="reference")
    magnitudes = results(function, map(np.abs, operands), np.float64, backend="reference")
    for x, y, magnitude, n in zip(found, exact, magnitudes, lengths, strict=True):
        bound = 2 * math.sqrt(n + 4) * np.finfo(dtype).eps * magnitude
        assert x.dtype == dtype
        assert (np.abs(x - y) <= bound).all()


def drawn(shapes):
    """Arrays of numbers around 0."""
    random = np.random.default_rng(0)
    return [random.standard_normal(shape) for shape in shapes]


@given(
    sizes,
    sizes,
    st.sampled_from([1, 4, 16, 31, 130, 700]),
    st.sampled_from(["nn", "nt", "tn"]),
    dtypes,
)
@few
def test_matrix_products(rows, columns, summed, form, dtype):
    shapes = [(rows, summed), (summed, columns)]
    shapes = [s[::-1] if f == "t" else s for s, f in zip(shapes, form, strict=True)]

    def run(a, b):
        a, b = (x.mT if f == "t" else x for x, f in zip((a, b), form, strict=True))
        return ((a @ b) * 0.5,)

    check(run, drawn(shapes), [summed], dtype)


@pytest.mark.parametrize("form", ["nt", "tn", "tt"])
def test_rows_far_apart_of_either_operand(form):
    shapes = [(521, 1031), (1031, 516)]
    shapes = [s[::-1] if f == "t" else s for s, f in zip(shapes, form, strict=True)]

    def run(a, b):
        a, b = (x.mT if f == "t" else x for x, f in zip((a, b), form, strict=True))
        return (a @ b + 1.0,)

    check(run, drawn(shapes), [1031], np.float32)


@pytest.mark.parametrize("rows", [1, 2, 5, 8])
@pytest.mark.parametrize(("columns", "summed"), [(1024, 531), (1003, 600)])
def test_few_rows_of_what_does_not_fit_a_cache(rows, columns, summed):
    """The second operand passes in strips."""
    operands = drawn([(rows, summed), (summed, columns), (columns,)])
    check(lambda a, b, bias: (nn.relu(a @ b + bias),), operands, [summed + 1], np.float32)


@given(st.integers(1, 9), sizes, sizes, st.sampled_from([3, 20, 90]), dtypes)
@few
def test_batches_of_products(batch, rows, columns, summed, dtype):
    shapes = [(batch, 1, rows, summed), (batch, 2, columns, summed)]
    check(lambda a, b: (a @ b.mT,), drawn(shapes), [summed], dtype)


convolutions = st.fixed_dictionaries(
    {
        "batch": st.sampled_from([1, 2, 8, 16, 19]),
        "groups": st.sampled_from([1, 1, 2, 5]),
        "inputs": st.sampled_from([1, 3, 4]),
        "filters": st.sampled_from([1, 2, 7]),
        "height": st.sampled_from([5, 7, 10, 13, 17, 28]),
        "width": st.sampled_from([5, 7, 8, 14, 17, 24, 27, 56, 70]),
        "window": st.sampled_from([1, 2, 3, 5]),
        "stride": st.sampled_from([1, 1, 2, 3]),
        "padding": st.sampled_from([0, 1, 2]),
        "dilation": st.sampled_from([1, 1, 2]),
    }
)


@given(convolutions, dtypes, st.sampled_from([(), ("phases",), ("layout",), ("tile",)]))
@settings(max_examples=30)
def test_convolutions_and_their_gradients(case, dtype, skip):
    groups, window, stride = case["groups"], case["window"], case["stride"]
    reach = case["dilation"] * (window - 1) + 1
    if min(case["height"], case["width"]) + 2 * case["padding"] < reach:
        return
    x = (case["batch"], case["inputs"] * groups, case["height"], case["width"])
    w = (case["filters"] * groups, case["inputs"], window, window)
    moves = {name: case[name] for name in ("stride", "padding", "dilation", "groups")}
    sides = [(n + 2 * case["padding"] - reach) // stride + 1 for n in x[2:]]
    y = (x[0], w[0], *sides)

    def forward(x, w):
        return nn.functional.conv2d(x, w, **moves)

    def run(x, w, upstream):
        return forward(x, w), *pel.gradients((forward(x, w) * upstream).sum(), [x, w])

    lengths = [math.prod(w[1:]), case["filters"] * window**2, x[0] * math.prod(sides)]
    check(run, drawn([x, w, y]), lengths, dtype, skip)


@pytest.mark.parametrize("width", [8, 12, 24, 28, 30, 56, 63, 64, 112])
@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (1, 1), (2, 1)])
def test_rows_of_a_picture_that_do_not_fill_vectors(width, stride, padding):
    operands = drawn([(2, 5, 12, width), (19, 5, 3, 3), (19,)])
    assert math.prod(operands[1].shape) * width * 12 > SMALL

    def run(x, w, bias):
        y = nn.functional.conv2d(x, w, bias, stride=stride, padding=padding)
        return (nn.relu(y),)

    check(run, operands, [46], np.float32)


def test_a_padded_row_too_long_for_one_tile_keeps_its_borders():
    """The loop over the window ends elsewhere at each place of the row."""
    random = np.random.default_rng(0)
    x = random.standard_normal((8, 64, 27, 27)).astype(np.float32)
    w = random.standard_normal((48, 64, 5, 5)).astype(np.float32)
    found = pel.compile(lambda x, w: nn.functional.conv2d(x, w, padding=2))(x, w).numpy()
    wide = np.pad(x.astype(np.float64), [(0, 0), (0, 0), (2, 2), (2, 2)])
    patches = np.lib.stride_tricks.sliding_window_view(wide, (5, 5), (2, 3))
    wanted = np.einsum("nchwpq,ocpq->nohw", patches, w, optimize=True)
    np.testing.assert_allclose(found, wanted, atol=1e-5 * np.abs(wanted).max())
