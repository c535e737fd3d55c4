"""Second derivatives of the public functions: the gradient of the gradient and the derivative of
the gradient along a direction are the slope of the gradient, and over examples each its own.
"""

import zlib

import numpy as np
import pytest

import pellucid as pel
from pellucid.nn import functional as F  # noqa: N812

linalg, fft = pel.linalg, pel.fft
STEP = 1e-5
CLASSES = np.array([0, 2, 1, 3])
SIGNS = np.array([1.0, -1.0, 1.0, 1.0])
EYE = np.eye(4)
KEY = np.array([3, 7], np.uint32)


def drawn(name, shapes):
    """Numbers of its own for each function, none near a bend at 0."""
    random = np.random.default_rng(zlib.crc32(name.encode()))
    found = [random.normal(size=shape) for shape in shapes]
    return [x + 0.15 * np.sign(x) for x in found]


def inside(x):
    return pel.tanh(x) * 0.8


def above(x):
    return x * x + 0.5


def positive_definite(x):
    return x @ x.mT + 2.0 * EYE


def regular(x):
    return x * 0.3 + np.diag([1.0, 2.0, 3.5, 5.0])


def parts(z):
    """A complex result as one of floats."""
    return pel.real(z) + pel.imag(z) * 1.7


ROW, TABLE, SQUARE = (6,), (4, 5), (4, 4)
PICTURE = (2, 3, 6, 6)
NAMES = "sin cos sinh cosh tanh asinh atan erf expm1 exp sigmoid softplus square negative abs relu"
ACTIVATIONS = (
    "celu elu gelu hardshrink hardsigmoid hardswish hardtanh leaky_relu log_softmax logsigmoid "
    "mish relu6 selu silu softmax softmin softshrink softsign tanhshrink"
)
FUNCTIONS = {
    **{name: (getattr(pel, name), [ROW]) for name in NAMES.split()},
    **{f"{name} of x": (getattr(F, name), [TABLE]) for name in ACTIVATIONS.split()},
    "tan": (lambda x: pel.tan(inside(x)), [ROW]),
    "asin": (lambda x: pel.asin(inside(x)), [ROW]),
    "acos": (lambda x: pel.acos(inside(x)), [ROW]),
    "atanh": (lambda x: pel.atanh(inside(x)), [ROW]),
    "acosh": (lambda x: pel.acosh(above(x) + 1.0), [ROW]),
    "logarithms": (
        lambda x: pel.log(above(x)) + pel.log2(above(x)) + pel.log10(above(x)) + pel.log1p(x * x),
        [ROW],
    ),
    "roots": (lambda x: pel.sqrt(above(x)) + pel.rsqrt(above(x)) + pel.reciprocal(above(x)), [ROW]),
    "atan2": (pel.atan2, [ROW, ROW]),
    "hypot": (pel.hypot, [ROW, ROW]),
    "logaddexp": (pel.logaddexp, [ROW, ROW]),
    "copysign": (lambda x, y: pel.copysign(x * x, y), [ROW, ROW]),
    "divide": (lambda x, y: x / above(y), [ROW, ROW]),
    "pow": (lambda x, y: above(x) ** y, [ROW, ROW]),
    "remainder": (lambda x, y: x * (y % above(x)), [ROW, ROW]),
    "extremes": (lambda x, y: pel.maximum(x, y) * pel.minimum(x, y), [ROW, ROW]),
    "clip": (lambda x: pel.clip(x, -0.6, 0.9) * x, [ROW]),
    "where": (lambda x, y: pel.where(x > y, x * y, pel.sin(x)), [ROW, ROW]),
    "rounding": (lambda x: pel.floor(x) * x + pel.round(x) * x * x, [ROW]),
    "sums": (lambda x: pel.sum(x**3, axis=0) + pel.mean(x**2, axis=0), [TABLE]),
    "prod": (lambda x: pel.prod(x, axis=1), [TABLE]),
    "prod with a zero": (lambda x: pel.prod(x * np.array([1, 0, 1, 1, 1.0]), axis=1), [TABLE]),
    "var": (lambda x: pel.var(x, axis=1, correction=1), [TABLE]),
    "std": (lambda x: pel.std(x, axis=0), [TABLE]),
    "logsumexp": (lambda x: pel.logsumexp(x, axis=1), [TABLE]),
    "largest": (lambda x: pel.max(x, axis=1) * pel.min(x, axis=1), [TABLE]),
    "sort": (lambda x: pel.sort(x, axis=1) * np.arange(5.0) * x, [TABLE]),
    "take": (lambda x: pel.take(x * x, pel.asarray([2, 0, 2]), axis=0), [TABLE]),
    "take_along_axis": (
        lambda x: pel.take_along_axis(x * x, pel.argsort(x, axis=1), axis=1), [TABLE]),
    "running": (
        lambda x: pel.cumulative_sum(x * x, axis=1) + pel.cumulative_prod(x, axis=1), [TABLE]),
    "diff": (lambda x: pel.diff(x**3, axis=1), [TABLE]),
    "products": (lambda x, y: pel.tensordot(x @ y, y, axes=1), [TABLE, (5, 5)]),
    "einsum": (lambda x, y: pel.einsum("ij,kj,k->ik", x, y, y[:, 0]), [TABLE, (3, 5)]),
    "vecdot": (lambda x, y: pel.vecdot(x, y) * pel.outer(x[0], y[1]).sum(), [TABLE, TABLE]),
    "moves": (
        lambda x: pel.roll(pel.flip(x, axis=0), 2, axis=1) * pel.tril(x) * pel.repeat(x, 1, axis=0),
        [TABLE],
    ),
    "pads": (
        lambda x: pel.windows(pel.pad(x, [(1, 1), (0, 2)]), [1], [3], [1], [1]).prod(axis=-1),
        [TABLE],
    ),
    "inv": (lambda x: linalg.inv(regular(x)), [SQUARE]),
    "det": (lambda x: linalg.det(regular(x)), [SQUARE]),
    "slogdet": (lambda x: linalg.slogdet(regular(x))[1], [SQUARE]),
    "solve": (lambda x, y: linalg.solve(regular(x), y), [SQUARE, (4, 2)]),
    "cholesky": (lambda x: linalg.cholesky(positive_definite(x)), [SQUARE]),
    "qr": (lambda x: linalg.qr(regular(x)).R, [SQUARE]),
    "svd": (lambda x: linalg.svd(regular(x), full_matrices=False).S, [SQUARE]),
    "eigh": (
        lambda x: linalg.eigh(positive_definite(x) + np.diag(np.arange(4.0) * 9))[0], [SQUARE]),
    "pinv": (lambda x: linalg.pinv(regular(x)[:, :2]), [SQUARE]),
    "matrix_power": (lambda x: linalg.matrix_power(regular(x), 3), [SQUARE]),
    "matrix_norm": (linalg.matrix_norm, [SQUARE]),
    "matrix_norm 2": (lambda x: linalg.matrix_norm(regular(x), ord=2), [SQUARE]),
    "nuclear": (lambda x: linalg.matrix_norm(regular(x), ord="nuc"), [SQUARE]),
    "vector_norm": (lambda x: linalg.vector_norm(x, axis=1, ord=3), [SQUARE]),
    "cross": (linalg.cross, [(2, 3), (2, 3)]),
    "trace": (lambda x: linalg.trace(x @ x) + linalg.diagonal(x @ x).prod(), [SQUARE]),
    "fft": (lambda x: parts(fft.fft(x + 0j)) * x, [TABLE]),
    "rfft": (lambda x: pel.abs(fft.rfft(x)), [TABLE]),
    "irfft": (lambda x: fft.irfft(fft.rfft(x) * fft.rfft(x * x)), [TABLE]),
    "scan": (lambda x, y: pel.scan(lambda c, r: (pel.sin(c * y + r), c), y, x)[1], [TABLE, (5,)]),
    "while_loop": (
        lambda x: pel.while_loop(
            lambda s: s[0] < 3, lambda s: (s[0] + 1, pel.sin(s[1] * x)), (0, x)
        )[1],
        [ROW],
    ),
    "cond": (lambda x: pel.cond(x.sum() > 0, pel.sin, lambda v: v**3, x), [ROW]),
    "checkpoint": (pel.checkpoint(lambda x: pel.sin(x) * x), [ROW]),
    # Networks
    "linear": (lambda x, w, b: F.linear(pel.sin(x), w, b), [TABLE, (3, 5), (3,)]),
    "bilinear": (F.bilinear, [(4, 3), (4, 2), (2, 3, 2)]),
    "conv1d": (lambda x, w: F.conv1d(x, w, stride=2, padding=1), [(2, 3, 7), (4, 3, 3)]),
    "conv2d": (lambda x, w: F.conv2d(x, w, padding=1), [(2, 2, 4, 4), (3, 2, 3, 3)]),
    "conv2d in groups": (
        lambda x, w: F.conv2d(x, w, groups=2, dilation=2), [(1, 4, 6, 6), (4, 2, 2, 2)]),
    "conv_transpose2d": (
        lambda x, w: F.conv_transpose2d(x, w, stride=2, output_padding=1),
        [(1, 2, 3, 3), (2, 3, 2, 2)],
    ),
    "max_pool2d": (lambda x: F.max_pool2d(x * x, 2), [PICTURE]),
    "overlapping max_pool2d": (lambda x: F.max_pool2d(x * x, 3, stride=1, padding=1), [PICTURE]),
    "avg_pool2d": (lambda x: F.avg_pool2d(x * x, 3, stride=2, padding=1), [PICTURE]),
    "lp_pool2d": (lambda x: F.lp_pool2d(above(x), 3, 2), [PICTURE]),
    "adaptive_avg_pool2d": (lambda x: F.adaptive_avg_pool2d(x * x, (4, 5)), [PICTURE]),
    "adaptive_max_pool2d": (lambda x: F.adaptive_max_pool2d(x * x, (4, 5)), [PICTURE]),
    "batch_norm": (
        lambda x, w: F.batch_norm(x, None, None, w[:3], w[3:], training=True), [PICTURE, ROW]),
    "layer_norm": (lambda x, w: F.layer_norm(x, (5,), w), [TABLE, (5,)]),
    "group_norm": (lambda x: F.group_norm(x, 3), [PICTURE]),
    "instance_norm": (F.instance_norm, [PICTURE]),
    "rms_norm": (lambda x: F.rms_norm(x, (5,)), [TABLE]),
    "local_response_norm": (lambda x: F.local_response_norm(x, 3), [PICTURE]),
    "local_contrast_norm": (lambda x: F.local_contrast_norm(x, 3), [PICTURE]),
    "normalize": (F.normalize, [TABLE]),
    "cosine_similarity": (F.cosine_similarity, [TABLE, TABLE]),
    "pairwise_distance": (F.pairwise_distance, [TABLE, TABLE]),
    "attention": (F.scaled_dot_product_attention, [(2, 4, 3), (2, 5, 3), (2, 5, 3)]),
    "causal attention": (
        lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=True), [(1, 4, 3)] * 3),
    "masked attention": (
        F.scaled_dot_product_attention, [(1, 4, 3)] * 3 + [SQUARE]),
    "glu": (F.glu, [(4, 6)]),
    "maxout": (lambda x, w: F.maxout(F.linear(x, w), 2), [TABLE, (6, 5)]),
    "prelu": (F.prelu, [TABLE, (1,)]),
    "interpolate": (lambda x: F.interpolate(x * x, size=(4, 5), mode="bilinear"), [(1, 2, 3, 3)]),
    "embedding": (lambda w: F.embedding(pel.asarray([1, 1, 3]), w * w), [TABLE]),
    "embedding_bag": (
        lambda w: F.embedding_bag(pel.asarray([[1, 1], [3, 0]]), w * w, mode="mean"), [TABLE]),
    "one at random": (
        lambda x: x * x + pel.random.normal(x.shape, dtype="float64", key=pel.asarray(KEY)), [ROW]),
    # Losses
    "cross_entropy": (lambda x: F.cross_entropy(x, CLASSES, label_smoothing=0.1), [TABLE]),
    "cross_entropy of chances": (
        lambda x, y: F.cross_entropy(x, pel.softmax(y, axis=1)), [TABLE] * 2),
    "nll_loss": (lambda x: F.nll_loss(pel.log_softmax(x, axis=1), CLASSES), [TABLE]),
    "binary_cross_entropy": (
        lambda x, y: F.binary_cross_entropy(pel.sigmoid(x), pel.sigmoid(y)), [ROW, ROW]),
    "with logits": (
        lambda x, y: F.binary_cross_entropy_with_logits(x, pel.sigmoid(y)), [ROW, ROW]),
    "focal": (lambda x: F.sigmoid_focal_loss(x, np.array([0, 1, 1, 0, 1, 0.0])), [ROW]),
    "mse_loss": (F.mse_loss, [ROW, ROW]),
    "huber_loss": (F.huber_loss, [ROW, ROW]),
    "smooth_l1_loss": (F.smooth_l1_loss, [ROW, ROW]),
    "kl_div": (
        lambda x, y: F.kl_div(pel.log_softmax(x, axis=1), pel.softmax(y, axis=1)), [TABLE] * 2),
    "gaussian_nll_loss": (lambda x, y, v: F.gaussian_nll_loss(x, y, above(v)), [ROW] * 3),
    "poisson_nll_loss": (lambda x, y: F.poisson_nll_loss(x, above(y)), [ROW, ROW]),
    "quantile_loss": (lambda x, y: F.quantile_loss(x * x, y, 0.3), [ROW, ROW]),
    "hinge_loss": (lambda x: F.hinge_loss(x, CLASSES), [TABLE]),
    "multi_margin_loss": (lambda x: F.multi_margin_loss(x, CLASSES, p=2), [TABLE]),
    "soft_margin_loss": (lambda x: F.soft_margin_loss(x, SIGNS), [(4,)]),
    "triplet_margin_loss": (F.triplet_margin_loss, [TABLE] * 3),
    "contrastive_loss": (lambda x, y: F.contrastive_loss(x, y, CLASSES > 1, 4.0), [TABLE] * 2),
    "cosine_embedding_loss": (lambda x, y: F.cosine_embedding_loss(x, y, SIGNS), [TABLE] * 2),
    "dice_loss": (lambda x, y: F.dice_loss(pel.sigmoid(x), pel.sigmoid(y)), [TABLE] * 2),
}  # fmt: skip


class Loss:
    """One number of a function, and its derivatives along some directions."""

    def __init__(self, function, arguments):
        self.function, self.places = function, tuple(range(len(arguments)))
        self.moves = [np.cos(3 * np.arange(x.size) + 1).reshape(x.shape) for x in arguments]

    def __call__(self, *x):
        found = self.function(*x)
        weights = np.cos(np.arange(found.size)).reshape(found.shape)
        return (pel.sin(found) * weights).sum()

    def slopes(self, *x):
        return pel.grad(self, argnums=self.places)(*x)

    def forward(self, *x):
        return pel.jvp(self.slopes, x, tuple(self.moves))[1]

    def backward(self, *x):
        def along(*x):
            return sum((g * v).sum() for g, v in zip(self.slopes(*x), self.moves, strict=True))

        return pel.grad(along, argnums=self.places)(*x)


def numbers(function, *arguments):
    found = function(*map(pel.Tensor, arguments))
    pel.realize(*found)
    return [x.numpy() for x in found]


def assert_close(found, wanted, digits):
    for a, b in zip(found, wanted, strict=True):
        assert np.isfinite(b).all()
        np.testing.assert_allclose(a, b, rtol=0, atol=digits * max(1.0, np.abs(b).max()))


def check(name):
    function, shapes = FUNCTIONS[name]
    x = drawn(name, shapes)
    loss = Loss(function, x)
    moved = [[a + s * STEP * v for a, v in zip(x, loss.moves, strict=True)] for s in (1, -1)]
    up, down = (numbers(loss.slopes, *a) for a in moved)
    slope = [(a - b) / (2 * STEP) for a, b in zip(up, down, strict=True)]
    back = numbers(loss.backward, *x)
    assert_close(back, slope, 1e-6)
    assert_close(numbers(loss.forward, *x), back, 1e-10)
    several = [np.stack([a, a * 0.9]) for a in x]
    rows = [numbers(loss.backward, *(a[i] for a in several)) for i in range(2)]
    found = numbers(pel.vmap(loss.backward), *several)
    assert_close(found, [np.stack(parts) for parts in zip(*rows, strict=True)], 1e-10)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_second_derivative_is_the_slope_of_the_first(name):
    with pel.using(backend="reference"):
        check(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", FUNCTIONS)
def test_and_so_it_is_in_native_code(name):
    check(name)
