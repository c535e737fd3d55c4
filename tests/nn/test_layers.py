"""Dense layers, convolutions, pooling, embeddings and shapes, against definitions in NumPy."""

import itertools
import math

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.core.errors import ArgumentError, DTypeError, IndexingError, ShapeError


def correlated(x, w, stride, padding, dilation, groups):
    """The convolution, position by position: x (N, C, H, W), w (O, C/groups, P, Q)."""
    (before, after), n = padding, len(x)
    x = np.pad(x.astype(np.float64), ((0, 0), (0, 0), before, after))
    out, inner, *kernel = w.shape
    sizes = [
        (size - d * (k - 1) - 1) // s + 1
        for size, k, s, d in zip(x.shape[2:], kernel, stride, dilation, strict=True)
    ]
    found = np.zeros((n, out, *sizes))
    for o, i, j in itertools.product(range(out), *map(range, sizes)):
        group = o // (out // groups)
        rows = i * stride[0] + dilation[0] * np.arange(kernel[0])
        columns = j * stride[1] + dilation[1] * np.arange(kernel[1])
        part = x[:, group * inner : (group + 1) * inner][:, :, rows][:, :, :, columns]
        found[:, o, i, j] = (part * w[o]).sum((1, 2, 3))
    return found


CONVOLUTIONS = [
    ({}, ((0, 0), (0, 0))),
    ({"stride": 2, "padding": 1}, ((1, 1), (1, 1))),
    ({"stride": (2, 1), "padding": (1, 2), "dilation": (1, 2)}, ((1, 1), (2, 2))),
    ({"padding": "same", "dilation": (1, 2)}, ((1, 1), (1, 1))),
    ({"padding": "valid", "groups": 2}, ((0, 0), (0, 0))),
    ({"groups": 4, "padding": (0, 1)}, ((0, 0), (1, 1))),
]


@pytest.mark.parametrize(("options", "padding"), CONVOLUTIONS)
def test_a_convolution_is_what_its_definition_says(options, padding, numbers):
    groups = options.get("groups", 1)
    x, w, b = numbers(2, 4, 7, 6), numbers(8, 4 // groups, 3, 2), numbers(8)
    stride, dilation = (np.broadcast_to(options.get(k, 1), 2) for k in ("stride", "dilation"))
    expected = correlated(x, w, stride, padding, dilation, groups) + b[:, None, None]
    found = nn.functional.conv2d(x, w, b, **options)
    assert found.dtype == pel.float32
    np.testing.assert_allclose(found.numpy(), expected, atol=1e-5)


@pytest.mark.parametrize(
    "options", [{}, {"stride": 2, "padding": 1}, {"groups": 2, "dilation": 2}], ids=str
)
def test_the_gradients_of_a_convolution_are_right(options, numbers, check_gradient):
    groups = options.get("groups", 1)
    check_gradient(
        lambda x, w, b: nn.conv2d(x, w, b, **options),
        numbers(2, 2, 6, 5), numbers(2, 2 // groups, 3, 2), numbers(2),
    )  # fmt: skip


def test_one_picture_and_sequences_are_convolved_too(numbers):
    x, layer = numbers(2, 3, 8, 8), nn.Conv2d(3, 4, 3, padding="same")
    assert layer(x).shape == (2, 4, 8, 8)
    np.testing.assert_allclose(layer(x[0]).numpy(), layer(x).numpy()[0], atol=1e-6)
    line = nn.Conv1d(3, 5, 4, stride=2, bias=False)
    assert line(numbers(2, 3, 9)).shape == (2, 5, 3)
    x, w = numbers(1, 1, 6), numbers(1, 1, 3)
    expected = np.correlate(x[0, 0], w[0, 0])
    np.testing.assert_allclose(nn.conv1d(x, w).numpy()[0, 0], expected, atol=1e-6)


def test_a_convolution_refuses_what_does_not_fit(numbers):
    layer = nn.Conv2d(3, 4, 3)
    with pytest.raises(ShapeError, match="3 channels are expected, the input has 8"):
        layer(numbers(2, 8, 8, 3))
    with pytest.raises(ShapeError, match="2 axes, not 4"):
        layer(numbers(8, 8))
    with pytest.raises(ShapeError, match="does not fit"):
        layer(numbers(2, 3, 2, 2))
    for wrong in (
        {"groups": 2}, {"padding_mode": "mirror"}, {"padding": "full"}, {"kernel_size": (3, 3, 3)},
        {"padding": "same", "stride": 2},
    ):  # fmt: skip
        with pytest.raises(ArgumentError):
            nn.Conv2d(**{"in_channels": 3, "out_channels": 4, "kernel_size": 3, **wrong})


def test_a_dense_layer_works_on_the_last_axis(numbers):
    layer = nn.Linear(5, 3)
    for shape in ((5,), (2, 5), (2, 4, 5)):
        x = numbers(*shape)
        expected = x @ layer.weight.numpy().T + layer.bias.numpy()
        np.testing.assert_allclose(layer(x).numpy(), expected, atol=1e-5)
    assert nn.Linear(5, 3, bias=False).bias is None


def test_a_dense_layer_computes_in_the_dtype_of_its_weight(numbers):
    assert nn.Linear(2, 3)(np.zeros((4, 2))).dtype == pel.float32
    assert nn.Linear(2, 3)(np.zeros((4, 2), np.uint8)).dtype == pel.float32
    assert nn.Linear(2, 3, dtype="float64")(numbers(4, 2)).dtype == pel.float64


def test_a_dense_layer_says_which_size_it_expects():
    with pytest.raises(ShapeError, match="3 features are expected, the input has 4") as error:
        nn.Linear(3, 2)(pel.ones((1, 4)))
    assert "Linear(4, ...)" in str(error.value)


def pooled(x, kernel, stride, padding, reduce, fill):
    """Windows one by one."""
    (k1, k2), (s1, s2), (p1, p2) = kernel, stride, padding
    x = np.pad(x, ((0, 0), (0, 0), (p1, p1), (p2, p2)), constant_values=fill)
    rows, columns = (x.shape[2] - k1) // s1 + 1, (x.shape[3] - k2) // s2 + 1
    found = np.zeros((*x.shape[:2], rows, columns))
    for i, j in itertools.product(range(rows), range(columns)):
        found[:, :, i, j] = reduce(x[:, :, i * s1 : i * s1 + k1, j * s2 : j * s2 + k2], (2, 3))
    return found


POOLS = [((2, 2), (2, 2), (0, 0)), ((3, 2), (3, 2), (0, 0)), ((3, 3), (2, 1), (1, 1))]


@pytest.mark.parametrize(("kernel", "stride", "padding"), POOLS)
def test_pooling_is_what_its_definition_says(kernel, stride, padding, numbers):
    x = numbers(2, 3, 8, 7)
    found = nn.max_pool2d(x, kernel, stride, padding).numpy()
    np.testing.assert_array_equal(found, pooled(x, kernel, stride, padding, np.max, -np.inf))
    found = nn.avg_pool2d(x, kernel, stride, padding).numpy()
    expected = pooled(x, kernel, stride, padding, np.mean, 0.0)
    np.testing.assert_allclose(found, expected, atol=1e-6)
    inside = pooled(np.ones_like(x), kernel, stride, padding, np.mean, 0.0)
    found = nn.avg_pool2d(x, kernel, stride, padding, count_include_pad=False).numpy()
    np.testing.assert_allclose(found, expected / inside, atol=1e-6)


@pytest.mark.parametrize(("kernel", "stride", "padding"), POOLS)
def test_the_gradients_of_pooling_are_right(kernel, stride, padding, numbers, check_gradient):
    x = numbers(1, 2, 6, 6)
    check_gradient(lambda x: nn.max_pool2d(x, kernel, stride, padding), x)
    check_gradient(lambda x: nn.avg_pool2d(x, kernel, stride, padding), x)


def test_among_equals_the_first_gets_the_gradient():
    x = pel.Tensor(np.zeros((1, 1, 2, 2), np.float32), requires_grad=True)
    nn.max_pool2d(x, 2).sum().backward()
    assert x.grad.tolist() == [[[[1.0, 0.0], [0.0, 0.0]]]]


def test_ceil_mode_keeps_the_windows_that_hang_over(numbers):
    x = numbers(1, 1, 5, 5)
    found = nn.max_pool2d(x, 2, ceil_mode=True).numpy()
    assert found.shape == (1, 1, 3, 3)
    assert found[0, 0, 2, 2] == x[0, 0, 4, 4]
    mean = nn.avg_pool2d(x, 2, ceil_mode=True).numpy()
    assert mean[0, 0, 2, 0] == pytest.approx(x[0, 0, 4, :2].mean())


def test_sequences_and_whole_numbers_are_pooled(numbers):
    x = numbers(2, 3, 9)
    np.testing.assert_array_equal(nn.max_pool1d(x, 3).numpy(), x.reshape(2, 3, 3, 3).max(-1))
    np.testing.assert_allclose(
        nn.AvgPool1d(3)(x).numpy(), x.reshape(2, 3, 3, 3).mean(-1), atol=1e-6
    )
    assert nn.max_pool1d(pel.Tensor([[[-3, -2, -5]]]), 3, padding=1).tolist() == [[[-2]]]


@pytest.mark.parametrize("size", [1, 2, (4, 3), (3, 5), (None, 2), 9])
def test_adaptive_pooling_averages_as_many_windows_as_asked_for(size, numbers):
    x = numbers(2, 3, 8, 6)
    wanted = [n if w is None else w for w, n in zip(np.broadcast_to(size, 2), (8, 6), strict=True)]
    found = nn.AdaptiveAvgPool2d(size)(x).numpy()
    assert found.shape == (2, 3, *wanted)
    for i, j in itertools.product(*map(range, wanted)):
        bounds = [
            slice(k * n // w, math.ceil((k + 1) * n / w))
            for k, n, w in zip((i, j), (8, 6), wanted, strict=True)
        ]
        part = x[:, :, bounds[0], bounds[1]].mean((2, 3))
        np.testing.assert_allclose(found[:, :, i, j], part, atol=1e-6)


def test_pooling_refuses_what_does_not_fit(numbers):
    with pytest.raises(ArgumentError, match="at most half"):
        nn.max_pool2d(numbers(1, 1, 4, 4), 2, padding=2)
    with pytest.raises(ShapeError, match="does not fit"):
        nn.max_pool2d(numbers(1, 1, 2, 2), 3)
    with pytest.raises(ShapeError, match="axes"):
        nn.max_pool2d(numbers(4), 2)


def test_an_embedding_reads_rows_and_adds_up_their_gradients():
    layer = nn.Embedding(4, 2, padding_idx=0)
    places = np.array([[1, 0], [1, 3]])
    found = layer(places)
    np.testing.assert_array_equal(found.numpy(), layer.weight.numpy()[places])
    found.sum().backward()
    assert layer.weight.grad.tolist() == [[0.0, 0.0], [2.0, 2.0], [0.0, 0.0], [1.0, 1.0]]


def test_an_embedding_refuses_what_is_no_row():
    layer = nn.Embedding(4, 2)
    with pytest.raises(IndexingError, match="4 is not one of 0 to 3"):
        layer(np.array([1, 4]))
    with pytest.raises(IndexingError, match="-1 is not one of"):
        layer(np.array([-1]))
    with pytest.raises(DTypeError, match="whole numbers"):
        layer(np.array([1.0]))


def test_shapes_are_changed_and_nothing_else(numbers):
    x = numbers(2, 3, 4)
    assert nn.Flatten()(x).shape == (2, 12)
    assert nn.Flatten(0, 1)(x).shape == (6, 4)
    assert nn.Unflatten(1, (3, -1))(nn.Flatten()(x)).shape == (2, 3, 4)
    assert nn.Identity(54, unused=True)(x).shape == x.shape
