"""A wide hidden layer, trained: panels, kept slopes and what tiles ask for ahead of time."""

import numpy as np

import pellucid as pel
from pellucid import nn

TEXTS, ROWS, NARROW, WIDE = 16, 64, 64, 1024


def gradients(x, first, bias, second):
    def loss(first, bias, second):
        hidden = nn.gelu(nn.functional.linear(x, first, bias), approximate="tanh")
        return (nn.functional.linear(hidden, second) ** 2).mean()

    return pel.value_and_grad(loss, (0, 1, 2))(first, bias, second)


def arguments():
    random = np.random.default_rng(0)
    shapes = ((TEXTS, ROWS, NARROW), (WIDE, NARROW), (WIDE,), (NARROW, WIDE))
    return [(random.standard_normal(shape) / 8).astype(np.float32) for shape in shapes]


def found(**settings):
    with pel.using(**settings):
        value, parts = pel.compile(gradients)(*map(pel.asarray, arguments()))
        return [x.numpy() for x in (value, *parts)]


def test_a_wide_layer_is_what_it_is_by_definition():
    for a, b in zip(found(), found(skip={"panels", "slopes"}), strict=True):
        np.testing.assert_allclose(a, b, rtol=2e-4, atol=1e-6)
    for a, b in zip(found(), found(backend="reference"), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-3, atol=1e-6)


def test_panels_change_no_bit_of_a_product():
    for a, b in zip(found(skip={"slopes"}), found(skip={"panels", "slopes"}), strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_wide_layer_has_the_same_bits_on_any_number_of_threads():
    wanted = found(threads=1)
    for threads in (2, 3):
        for a, b in zip(found(threads=threads), wanted, strict=True):
            np.testing.assert_array_equal(a, b)
