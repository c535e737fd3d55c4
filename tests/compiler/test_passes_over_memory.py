"""How many kernels read what is large, and how often each of them walks over it: from the schedule,
not from the clock."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn, optim
from pellucid.compiler.passes import compile_graph
from pellucid.compiler.sweeps import sweeps
from pellucid.compiler.target import Target
from pellucid.nn import functional as F  # noqa: N812
from pellucid.tensor.seeing.explain import computation_with_names

TARGET = Target(vector_bytes=64, registers=32)
LARGE = 2**14  # bytes


def schedule(function, *shapes, **options):
    arguments = [pel.Tensor(np.zeros(*s) if isinstance(s[-1], str) else np.zeros(s, np.float32))
                 for s in shapes]  # fmt: skip
    computation, _ = computation_with_names(function, arguments)
    return compile_graph(computation, TARGET, **options)


def walks(found):
    """How often each kernel that reads something large walks over the elements of its rows."""
    return [
        walks_of(nest)
        for kernel in found.kernels
        for nest in kernel.nests
        if any(node.spec.nbytes >= LARGE for node in nest.reads)
    ]


def gradients_of(layer, *, wanted):
    """The gradients of a layer's weighted results by its arguments."""

    def function(g, *arguments):
        return pel.gradients((layer(*arguments) * g).sum(), arguments[:wanted])

    return function


ROWS = (128, 512)
PICTURES = (32, 24, 16, 16)
SCALES = [(512,), (512,)]
CHANNELS = [(24,), (24,)]

FORWARD = {
    "softmax": (lambda x: x.softmax(axis=1), [ROWS], [3]),
    "log-softmax": (lambda x: x.log_softmax(axis=1), [ROWS], [3]),
    "rms norm": (lambda x, w: F.rms_norm(x, 512, w), [ROWS, (512,)], [2]),
    "layer norm": (lambda x, w, b: F.layer_norm(x, 512, w, b), [ROWS, *SCALES], [3]),
    "batch norm": (
        lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True),
        [PICTURES, *CHANNELS],
        [3],
    ),
    "batch norm of rows": (
        lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True),
        [ROWS, *SCALES],
        [3],
    ),
    "mean and variance": (lambda x: (x.sum(axis=1), (x * x).sum(axis=1)), [ROWS], [1]),
    "largest and its place": (lambda x: (x.max(axis=1), x.argmax(axis=1)), [ROWS], [1]),
    "two heads": (lambda x: (pel.exp(x), pel.tanh(x)), [ROWS], [1]),
}


@pytest.mark.parametrize("name", FORWARD)
def test_one_kernel_reads_it(name):
    function, shapes, expected = FORWARD[name]
    found = schedule(function, *shapes)
    assert walks(found) == expected
    assert len(found.kernels) == 1


def layer_norm(x, w, b):
    return F.layer_norm(x, 512, w, b)


def rms_norm(x, w):
    return F.rms_norm(x, 512, w)


def by_batch(x, w, b):
    return F.batch_norm(x, None, None, w, b, training=True)


# The gradient of a row's elements takes the walks that find what is known of the row, one more for
# all sums of the gradient that need it, and one for the elements; a norm's own scale and shift are
# sums of columns, and have one kernel and one walk.
BACKWARD = {
    "softmax": (lambda x: x.softmax(axis=1), 1, [ROWS], [3]),
    "log-softmax": (lambda x: x.log_softmax(axis=1), 1, [ROWS], [3]),
    "rms norm": (rms_norm, 2, [ROWS, (512,)], [2, 1]),
    "layer norm": (layer_norm, 3, [ROWS, *SCALES], [3, 1]),
    "batch norm": (by_batch, 3, [PICTURES, *CHANNELS], [3]),
    "batch norm of rows": (by_batch, 3, [ROWS, *SCALES], [3]),
}


@pytest.mark.parametrize("name", BACKWARD)
def test_sums_of_a_gradient_share_a_walk(name):
    layer, wanted, shapes, expected = BACKWARD[name]
    found = schedule(gradients_of(layer, wanted=wanted), shapes[0], *shapes)
    assert walks(found) == expected


@pytest.mark.parametrize("name", ["layer norm", "batch norm", "softmax"])
def test_a_sum_that_needs_another_as_a_factor_waits_for_it_without_the_pass(name):
    layer, wanted, shapes, expected = BACKWARD[name]
    function = gradients_of(layer, wanted=wanted)
    found = schedule(function, shapes[0], *shapes, skip=["factor"])
    assert max(walks(found)) > max(expected)


def test_scores_are_read_by_one_kernel_for_loss_and_gradient():
    def loss_and_gradient(scores, labels):
        loss = F.cross_entropy(scores, labels)
        return loss, pel.gradients(loss, [scores])[0]

    assert walks(schedule(loss_and_gradient, ROWS, ((128,), "int64"))) == [3]


class Picture(nn.Module):
    """A convolution under a batch norm, pooled, and a dense layer."""

    def __init__(self):
        super().__init__()
        self.conv, self.norm = nn.Conv2d(3, 16, 3, 1, 1), nn.BatchNorm2d(16)
        self.after = nn.Conv2d(16, 32, 3, 1, 1)
        self.dense = nn.Linear(32, 10)

    def forward(self, x):
        x = nn.relu(self.norm(self.conv(x)))
        return self.dense(nn.max_pool2d(self.after(x), 2).mean((2, 3)))


@pytest.fixture(scope="module")
def step():
    """The schedule of a training step of `Picture`, and the shapes of its parameters."""
    model = Picture()
    optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)

    def train(x, y):
        loss = F.cross_entropy(model(x), y)
        optimizer.minimize(loss)
        return loss

    return schedule(train, (64, 3, 16, 16), ((64,), "int64"))


def test_forward_and_backward_of_a_batch_norm_are_a_kernel_each(step):
    found = [k for k in step.kernels if k.space == (64, 16, 16, 16) and k.summed == (0, 2, 3)]
    forward, backward = found
    assert walks_of(forward) == 3  # mean, variance, elements
    assert walks_of(backward) == 2  # sums, elements


def test_the_updates_of_a_batch_norm_ride_with_its_gradient(step):
    *_, backward = [k for k in step.kernels if k.space == (64, 16, 16, 16)]
    written = [node.shape for node in backward.writes]
    assert written == [(16,)] * 6  # its scale and shift, the convolution's bias, their momenta


def test_the_gradient_of_a_bias_rides_with_that_of_the_pool_above(step):
    (pool,) = [k for k in step.kernels if k.writes and k.space == (64, 32, 8, 2, 8, 2)]
    assert walks_of(pool) == 1
    assert any(root.shape == pool.space for root in pool.roots)


def test_the_last_updates_are_one_kernel(step):
    level = max(k.level for k in step.kernels)
    small = [k for k in step.kernels if k.kind == "row" and k.level == level]
    assert len(small) == 1
    assert len(small[0].parts) > 1


def test_every_root_that_joined_or_stayed_apart_says_why(step):
    for kernel in step.kernels:
        for nest in kernel.nests:
            for root in nest.roots[1:]:
                assert nest.why[root][0].startswith("joined")


def walks_of(nest):
    return sum(bool(s.reductions or s.whole) for s in sweeps(nest))


# What must not become one loop


def test_an_elementwise_loop_is_not_cut_into_few_rows():
    """Two rows would be two shares, however many threads there are."""
    found = schedule(lambda x: (pel.exp(x), x.sum(axis=1)), (2, 2**13))
    assert sorted(kernel.summed for kernel in found.kernels) == [(), (1,)]


def test_nothing_large_waits_for_the_sake_of_little(step):
    """The sum of the losses is divided by the count of valid labels. That is known before anything
    else: were the sum made together with it, the gradient would wait for both."""
    count = next(n for k in step.kernels for n in k.nests if n.space == (64,) and n.summed == (0,))
    total = next(n for k in step.kernels for n in k.nests if n.space == (64,) and n.level > 0)
    assert count.level == 0
    assert total.summed == (0,)


def test_rows_that_lie_otherwise_are_walked_over_by_themselves():
    found = schedule(lambda x: (x * 2.0, pel.exp(x).T + 1.0), ROWS)
    assert len(found.kernels) == 2
