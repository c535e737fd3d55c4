"""How the network for pictures is trained, whole, in one file to read, copy and change.

Stochastic gradient descent with Nesterov's momentum in one cycle; labels smoothed; pictures
mirrored, moved and partly covered inside the compiled step; and weights averaged over the last
steps. The numbers are those of the network's paper (see `network.py`), but the learning rate and
the width, which were found on Fashion-MNIST and handwritten digits.
"""

from dataclasses import dataclass, replace

import numpy as np

from pellucid import nn, optim
from pellucid.auto.pictures.network import Form, PictureNet
from pellucid.auto.training.course import one_cycle
from pellucid.auto.training.scores import judged
from pellucid.tensor.tensor import Tensor
from pellucid.tensor.transforms.compiled import compile  # noqa: A004

EPOCHS = 40
LEAST_STEPS = 1_000  # few pictures are shown more often
BATCHES = ((500, 32), (2_000, 64), (8_000, 128), (float("inf"), 256))
WIDTHS = (16, 24, 32, 48, 64)
MOST_WIDTHS = ((1_000, 16), (5_000, 32), (float("inf"), 64))  # by the pictures there are
WANTED_EPOCHS = 9  # a wider network only where it can see every picture so often
RATE, MOMENTUM, DECAY = 0.8, 0.9, 5e-4  # the rate for a batch of 256; in proportion to others
SMOOTHING = 0.1
SHIFT, CUTOUT = 1 / 20, 1 / 3  # of the shorter side
LEAST_EPOCHS_FOR_CUTOUT = 20  # a short training is not made harder
AVERAGED = 0.03  # of all steps, which the average of the weights looks back
FITTED = 2_000  # pictures that the first filters are made from


@dataclass(frozen=True)
class Variation:
    """What may be done to a picture of training without changing what it shows. `flips`: the axes
    along which it may be mirrored, -1 (left and right) and -2 (up and down); `shift` and `cutout`
    in pixels.
    """

    flips: tuple[int, ...] = ()
    shift: int = 0
    cutout: int = 0

    def __str__(self) -> str:
        mirrors = {-1: "mirrored left to right", -2: "mirrored top to bottom"}
        parts = [mirrors[axis] for axis in self.flips]
        parts += [f"moved by up to {self.shift} pixels"] if self.shift else []
        parts += [f"covered by a square of {self.cutout} pixels"] if self.cutout else []
        return ", ".join(parts) or "shown as they are"


def variation_of(form: Form, flips: tuple[int, ...], epochs: float) -> Variation:
    """The variation for pictures of a form, trained so long."""
    side = min(form.height, form.width)
    cutout = round(CUTOUT * side) if epochs >= LEAST_EPOCHS_FOR_CUTOUT else 0
    return Variation(flips, max(1, round(SHIFT * side)), cutout)


def batch_of(rows: int) -> int:
    """How many pictures make a batch, by the pictures there are."""
    return next(size for most, size in BATCHES if rows <= most)


def epochs_for(rows: int, batch: int) -> float:
    """How often every picture is shown when there is time for it.

    >>> epochs_for(60_000, 256), epochs_for(320, 32)
    (40.0, 100.0)
    """
    return max(float(EPOCHS), LEAST_STEPS / max(1, rows // batch))


def width_for(form: Form, step: float, rows: int, seconds: float) -> int:
    """The widest first block whose training sees every picture often enough in so many seconds,
    when a step of `form` takes `step` seconds; for few pictures no wider than they can fill."""
    affordable = seconds / (step * max(1, rows // batch_of(rows)) * WANTED_EPOCHS)
    most = next(width for count, width in MOST_WIDTHS if rows <= count)
    costs = {w: replace(form, width_of_block=w).operations() / form.operations() for w in WIDTHS}
    return max((w for w in WIDTHS if w <= most and costs[w] <= affordable), default=WIDTHS[0])


Pictures = tuple[np.ndarray, np.ndarray]


class PictureLearner:
    """A network that learns from pictures, uint8 (n, channels, height, width), and their classes,
    int64 (n,): one compiled step for all of it. Built where random numbers start from a seed.
    """

    def __init__(
        self,
        form: Form,
        variation: Variation,
        training: Pictures,
        validation: Pictures,
        steps: int,
    ) -> None:
        self.training, self.validation, self.variation = training, validation, variation
        self.network = PictureNet(form)
        some = Tensor(np.ascontiguousarray(training[0][:FITTED]))
        self.network.whitening.fit(self.network.normalised(some).numpy())
        turned = {-1: nn.RandomHorizontalFlip(), -2: nn.RandomVerticalFlip()}
        self.varied = nn.Sequential(
            *(turned[axis] for axis in variation.flips),
            nn.RandomShift(variation.shift),
            *([nn.Cutout(variation.cutout)] if variation.cutout else []),
        )
        parameters = list(self.network.parameters())
        self.optimizer = optim.SGD(
            [
                {"params": [p for p in parameters if p.ndim > 1]},
                {"params": [p for p in parameters if p.ndim == 1], "weight_decay": 0.0},
            ],
            lr=RATE, momentum=MOMENTUM, nesterov=True, weight_decay=DECAY,
        )  # fmt: skip
        horizon = max(4.0, AVERAGED * steps)
        kept = [*self.network.parameters(), *statistics_of(self.network)]
        self.average = optim.ParameterAverage(kept, decay=1 - 1 / horizon)
        self.compiled = compile(self.update)

    def update(self, pictures: Tensor, labels: Tensor) -> Tensor:
        """The loss of a batch; afterwards every parameter has moved."""
        varied = self.varied(self.network.normalised(pictures))
        found = self.network.scores(varied)
        loss = nn.cross_entropy(found, labels, label_smoothing=SMOOTHING)
        self.optimizer.minimize(loss)
        self.average.update()
        return loss

    def step(self, rows: np.ndarray, t: float) -> Tensor:
        """The loss of the pictures at these places; afterwards the network has moved."""
        for group in self.optimizer.param_groups:
            group["lr"] = RATE * len(rows) / 256 * one_cycle(t)
        pictures, labels = self.training
        self.network.train()
        return self.compiled(pictures.take(rows, axis=0), labels[rows])

    def values(self) -> dict[str, np.ndarray]:
        """The network's, averaged over the last steps."""
        with self.average.applied():
            return {name: array.copy() for name, array in self.network.state_dict().items()}

    def judged(self) -> tuple[float, float]:
        """Cross-entropy and the share of wrong classes on the pictures of validation."""
        pictures, labels = self.validation
        with self.average.applied():
            return judged(self.network.run(pictures), labels)


def statistics_of(network: PictureNet) -> list[Tensor]:
    """The running means and variances of the network's normalisations."""
    layers = [x for x in network.modules() if isinstance(x, nn.BatchNorm2d)]
    return [x for layer in layers for x in (layer.running_mean, layer.running_var) if x is not None]
