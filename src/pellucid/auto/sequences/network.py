"""The networks for sequences, whole, in one file to read, copy and change.

`RandomConvolutions`: thousands of dilated convolutions that are never trained, each told by the
share of steps at which it exceeds a bias, and a linear head. Their kernels are those of MiniRocket
(Dempster, Schmidt and Webb, 2021), applied to the values and to their differences as in MultiRocket
(Tan et al., 2022). `DilatedNet`: convolutions that learn, each reaching twice as far as the one
before, with the mean and the largest value over time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from pellucid import nn
from pellucid.core.dtypes import float32
from pellucid.data.serving.orders import random_bits
from pellucid.tensor.functions.namespace import concat
from pellucid.tensor.tensor import Parameter, Tensor, state
from pellucid.tensor.transforms.compiled import compile  # noqa: A004

NAME = "RandomConvolutions"
TAPS = 9  # of a kernel: three of them weigh 2, the others -1
KERNELS = tuple(combinations(range(TAPS), 3))  # 84
MOST_DILATIONS = 7
MOST_FEATURES, LEAST_FEATURES = 10_000, 2_000
WORK = 4e9  # features of all steps of all sequences: fewer of each where there are very many
FITTED = 48  # sequences that biases are taken from
STATISTICS = 5  # of each channel: mean, deviation, least, largest, change
CHANNELS, WIDEST = 48, 128
DROPPED = 0.2
GOLDEN = (5**0.5 - 1) / 2
SIZES = (16, 64)  # sequences in a batch


@dataclass(frozen=True)
class Form:
    """What a network takes and gives: sequences of `channels`, the longest of `length` steps in
    training, scores of `classes`; `mean` and `deviation` of each channel over all training steps.
    `stride`: how many steps of long sequences are taken together, as their mean. `wanted`: about
    how many numbers a sequence becomes.
    """

    channels: int
    length: int
    classes: int
    mean: tuple[float, ...]
    deviation: tuple[float, ...]
    stride: int = 1
    wanted: int = MOST_FEATURES

    def dilations(self) -> tuple[int, ...]:
        """How far apart the taps of a kernel are.

        >>> Form(1, 150, 2, (0.0,), (1.0,)).dilations()
        (1, 2, 4, 8, 16)
        """
        most = max(1, (self.length - 1) // (TAPS - 1))
        return tuple(2**i for i in range(MOST_DILATIONS) if 2**i <= most) or (1,)

    def biases(self) -> int:
        """How many biases a kernel has at a dilation."""
        return max(1, round(self.wanted / (2 * len(KERNELS) * len(self.dilations()))))

    def features(self) -> int:
        """How many numbers a sequence becomes."""
        convolved = 2 * len(self.dilations()) * len(KERNELS) * self.biases()
        return convolved + STATISTICS * self.channels


def features_for(steps: int) -> int:
    """About how many numbers sequences of so many steps together become each.

    >>> features_for(50 * 150), features_for(10_000 * 500)
    (10000, 2000)
    """
    return int(min(MOST_FEATURES, max(LEAST_FEATURES, WORK / max(1, steps))))


@dataclass(frozen=True, eq=False)
class Padded:
    """Sequences as one array, float32 (n, channels, steps), in deviations from the mean of
    training, and which steps there are, float32 (n, 1, steps)."""

    values: np.ndarray
    mask: np.ndarray

    def __len__(self) -> int:
        return len(self.values)

    def take(self, rows: np.ndarray) -> "Padded":
        """Some of them."""
        return Padded(self.values[rows], self.mask[rows])


def padded(sequences: Sequence[np.ndarray], form: Form) -> Padded:
    """Sequences (steps, channels) as networks take them, zeros after the end of shorter ones."""
    sequences = [thinned(one, form.stride) for one in sequences]
    longest = max(max((len(one) for one in sequences), default=1), form.length)
    steps = form.length if longest <= form.length else -(-longest // 64) * 64
    values = np.zeros((len(sequences), form.channels, steps), np.float32)
    mask = np.zeros((len(sequences), 1, steps), np.float32)
    mean, deviation = np.array(form.mean), np.array(form.deviation)
    for i, one in enumerate(sequences):
        values[i, :, : len(one)] = ((one - mean) / deviation).T
        mask[i, 0, : len(one)] = 1.0
    return Padded(values, mask)


def thinned(values: np.ndarray, stride: int) -> np.ndarray:
    """The means of so many neighbouring steps (steps, channels).

    >>> thinned(np.array([[1.0], [3.0], [5.0]]), 2).tolist()
    [[2.0], [5.0]]
    """
    if stride == 1:
        return values
    starts = np.arange(0, len(values), stride)
    counts = np.diff(np.append(starts, len(values)))
    return np.add.reduceat(values, starts, axis=0) / counts[:, None]


def batches(count: int) -> Iterator[tuple[int, int]]:
    """Where each batch starts and its padded size."""
    for start in range(0, count, SIZES[-1]):
        yield start, next(size for size in SIZES if size >= min(count - start, SIZES[-1]))


class RandomConvolutions(nn.Module):
    """Scores (n, classes) of sequences by random convolutions and a linear head.

    >>> form = Form(1, 32, 2, (0.0,), (1.0,))
    >>> network = RandomConvolutions(form)
    >>> network.run(padded([np.ones((20, 1))], form)).shape
    (1, 2)
    """

    def __init__(self, form: Form) -> None:
        self.form = form
        dilations, count = form.dilations(), len(KERNELS)
        self.filters = state(np.zeros((2, len(dilations), count, form.channels, TAPS), np.float32))
        self.biases = state(np.zeros((2, len(dilations), count, form.biases()), np.float32))
        self.weights = Parameter(np.zeros((form.features(), form.classes), np.float32))
        self.bias = Parameter(np.zeros(form.classes, np.float32))
        self.convolved = compile(self.convolutions)
        self.compiled = compile(self.forward)

    def convolutions(self, values: Tensor, mask: Tensor) -> list[Tensor]:
        """What the kernels give, of values and of their differences, at each dilation: (n, kernels,
        steps) each."""
        changes = (values[:, :, 1:] - values[:, :, :-1]) * mask[:, :, 1:]
        changes = concat([changes, 0.0 * values[:, :, :1]], axis=2)
        found = []
        for place, given in enumerate((values, changes)):
            for i, dilation in enumerate(self.form.dilations()):
                reach = dilation * (TAPS // 2)
                found.append(
                    nn.functional.conv1d(
                        given, self.filters[place, i], padding=reach, dilation=dilation
                    )
                )
        return found

    def forward(self, values: Tensor, mask: Tensor) -> Tensor:
        """The features (n, features): of each kernel and bias the share of steps above it."""
        steps = mask.sum(axis=2)
        shares = []
        for k, found in enumerate(self.convolutions(values, mask)):
            place, i = divmod(k, len(self.form.dilations()))
            above = found[:, :, None, :] > self.biases[place, i][None, :, :, None]
            shares.append(
                ((above.astype(float32) * mask[:, :, None, :]).sum(axis=3) / steps[:, :, None])
                .flatten(1)
            )  # fmt: skip
        mean = (values * mask).sum(axis=2) / steps
        spread = (((values - mean[:, :, None]) * mask) ** 2).sum(axis=2) / steps
        largest = (values * mask - 1e6 * (1.0 - mask)).max(axis=2)
        least = (values * mask + 1e6 * (1.0 - mask)).min(axis=2)
        change = (((values[:, :, 1:] - values[:, :, :-1]) * mask[:, :, 1:]) ** 2).sum(axis=2)
        told = [mean, spread**0.5, least, largest, (change / steps) ** 0.5]
        return concat([*shares, *told], axis=1)

    def fit_kernels(self, given: Padded, seed: int) -> None:
        """Draw the channels of each kernel and take its biases from training sequences, at
        quantiles that spread evenly (Kronecker's sequence of the golden ratio)."""
        filters = kernels(self.form, seed)
        self.filters.assign(Tensor(filters))
        some = given.take(np.argsort(random_bits(seed, 5, n=len(given)))[:FITTED])
        known = some.mask[:, 0] > 0
        count = self.form.biases()
        found = np.zeros(self.biases.shape, np.float32)
        for k, one in enumerate(self.convolved(some.values, some.mask)):
            place, i = divmod(k, len(self.form.dilations()))
            values = one.numpy().transpose(1, 0, 2)[:, known]
            ranks = np.sort(values, axis=1)
            shares = (np.arange(1, len(KERNELS) * count + 1) * GOLDEN) % 1.0
            places = (shares.reshape(len(KERNELS), count) * ranks.shape[1]).astype(np.int64)
            found[place, i] = np.take_along_axis(ranks, places, axis=1)
        self.biases.assign(Tensor(found))

    def features(self, given: Padded) -> np.ndarray:
        """The features of any number of sequences, float32 (n, features)."""
        found = np.empty((len(given), self.form.features()), np.float32)
        for start, size in batches(len(given)):
            chosen = np.arange(start, min(start + size, len(given)))
            part = given.take(np.resize(chosen, size))
            found[chosen] = self.compiled(part.values, part.mask).numpy()[: len(chosen)]
        return found

    def run(self, given: Padded) -> np.ndarray:
        """The scores of any number of sequences, float32 (n, classes)."""
        return self.features(given) @ self.weights.numpy() + self.bias.numpy()


class StepNorm(nn.Module):
    """Values (n, channels, steps) brought to mean 0 and deviation 1 over the channels and the steps
    that there are, then scaled and moved in each channel."""

    def __init__(self, channels: int) -> None:
        self.weight = Parameter(np.ones((channels, 1), np.float32))
        self.bias = Parameter(np.zeros((channels, 1), np.float32))

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """The same, steps beyond the end left out."""
        count = mask.sum(axis=(1, 2), keepdims=True) * x.shape[1]
        centred = (x - (x * mask).sum(axis=(1, 2), keepdims=True) / count) * mask
        spread = (centred**2).sum(axis=(1, 2), keepdims=True) / count
        return centred / (spread + 1e-5) ** 0.5 * self.weight + self.bias


class DilatedNet(nn.Module):
    """Scores (n, classes) of sequences by residual convolutions, each reaching twice as far as the
    one before, and the mean and the largest value over time of what they give.

    >>> form = Form(1, 32, 2, (0.0,), (1.0,))
    >>> DilatedNet(form).run(padded([np.ones((20, 1))], form)).shape
    (1, 2)
    """

    def __init__(self, form: Form) -> None:
        self.form = form
        self.first = nn.Conv1d(form.channels, CHANNELS, 7, padding=3)
        reach, layers, norms = 1, [], []
        while 4 * reach < form.length and reach <= WIDEST:
            layers.append(nn.Conv1d(CHANNELS, CHANNELS, 3, padding=reach, dilation=reach))
            norms.append(StepNorm(CHANNELS))
            reach *= 2
        self.layers, self.norms = nn.ModuleList(layers), nn.ModuleList(norms)
        self.dropout = nn.Dropout(DROPPED)
        self.last = nn.Linear(2 * CHANNELS, form.classes)
        self.compiled = compile(self.forward)

    def forward(self, values: Tensor, mask: Tensor) -> Tensor:
        """The scores; steps beyond the end of a sequence are zeros to every layer."""
        x = nn.gelu(self.first(values)) * mask
        for layer, norm in zip(self.layers, self.norms, strict=True):
            x = (x + nn.gelu(norm(layer(x), mask))) * mask
        mean = x.sum(axis=2) / mask.sum(axis=2)
        largest = (x - 1e6 * (1.0 - mask)).max(axis=2)
        return self.last(self.dropout(concat([mean, largest], axis=1)))

    def run(self, given: Padded) -> np.ndarray:
        """The scores of any number of sequences, float32 (n, classes)."""
        self.eval()
        found = np.empty((len(given), self.form.classes), np.float32)
        for start, size in batches(len(given)):
            chosen = np.arange(start, min(start + size, len(given)))
            part = given.take(np.resize(chosen, size))
            found[chosen] = self.compiled(part.values, part.mask).numpy()[: len(chosen)]
        return found


def kernels(form: Form, seed: int) -> np.ndarray:
    """The kernels, float32 (2, dilations, 84, channels, 9): each reads some channels, drawn at
    random, at least one."""
    base = np.full((len(KERNELS), TAPS), -1.0, np.float32)
    for row, taps in enumerate(KERNELS):
        base[row, list(taps)] = 2.0
    shape = (2, len(form.dilations()), len(KERNELS), form.channels)
    ranks = random_bits(seed, 3, n=int(np.prod(shape))).reshape(shape).argsort(axis=3)
    many = random_bits(seed, 4, n=int(np.prod(shape[:3]))).reshape(shape[:3])
    most = np.log2(min(form.channels, TAPS) + 1)
    count = np.floor(2.0 ** (many / 2.0**64 * most)).astype(np.int64)
    chosen = (ranks < count[..., None]).astype(np.float32)
    return chosen[..., None] * base[:, None, :]
