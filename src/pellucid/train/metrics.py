"""How good predictions are, as plain numbers.

Each function takes all predictions and all targets, as tensors or arrays, and gives a Python float;
`sample_weight` (n,), if any, is what each row counts for.
The outputs of a classifier are its scores (logits), one column for each class.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.train.meters import weights_of

Metric = Callable[..., float]  # of prediction and target; those below know sample_weight as well

# Which way is better, by the last words of a name: "validation_accuracy" goes like "accuracy".
HIGHER = ("accuracy", "r2", "auc", "f1", "precision", "recall", "top_1", "top_3", "top_5", "top_10")
LOWER = ("loss", "mse", "rmse", "mae", "error", "seconds")


def accuracy(prediction: Any, target: Any, sample_weight: Any = None) -> float:
    """The share of right answers, 0 to 1.

    `prediction`: scores (n, classes), the highest counts; or one score for each row, (n,) or (n,
    1), "yes" where above 0; or whole numbers (n,), the classes themselves. `target`: classes (n,).

    >>> accuracy([[2.0, 1.0], [0.0, 3.0], [1.0, 0.0]], [0, 1, 1])
    0.6666666666666666
    """
    scores, labels = np.asarray(prediction), np.asarray(target)
    if scores.ndim == labels.ndim + 1 and scores.shape[-1] > 1:
        found = scores.argmax(-1)
    else:
        scores, labels = paired("accuracy", scores, labels)
        found = scores if scores.dtype.kind in "iub" else scores > 0
    found, labels = paired("accuracy", found, labels)
    return average(found == labels, sample_weight)


def top_k(k: int) -> Metric:
    """A metric: the share of rows whose class is among the `k` with the highest scores.

    >>> top_k(2)([[0.1, 0.2, 0.7], [0.8, 0.1, 0.1]], [1, 0])
    1.0
    """
    if k < 1:
        raise ArgumentError(f"top_k: k is 1 or more, not {k}")

    def among_the_highest(prediction: Any, target: Any, sample_weight: Any = None) -> float:
        scores, labels = np.asarray(prediction), np.asarray(target)
        own = np.take_along_axis(scores, labels.astype(np.int64)[..., None], -1)
        right = (~(scores <= own)).sum(-1) < k  # a NaN is never right
        return average(right, sample_weight)

    among_the_highest.__name__ = f"top_{k}"
    return among_the_highest


def log_loss(prediction: Any, target: Any, sample_weight: Any = None) -> float:
    """The mean of minus the logarithm of the probability given to what was right, from scores (n,
    classes) or (n,).

    >>> round(log_loss([[0.0, 0.0], [0.0, 0.0]], [0, 1]), 4)
    0.6931
    """
    scores, labels = np.asarray(prediction, np.float64), np.asarray(target)
    if scores.ndim == labels.ndim or scores.shape[-1] == 1:
        scores, labels = paired("log_loss", scores, labels)
        return average(np.logaddexp(0, np.where(labels > 0, -scores, scores)), sample_weight)
    own = np.take_along_axis(scores, labels.astype(np.int64)[..., None], -1)[..., 0]
    return average(np.logaddexp.reduce(scores, axis=-1) - own, sample_weight)


def mse(prediction: Any, target: Any, sample_weight: Any = None) -> float:
    """The mean squared error.

    >>> mse([1.0, 2.0], [1.0, 4.0])
    2.0
    """
    return average(np.square(errors("mse", prediction, target)), sample_weight)


def rmse(prediction: Any, target: Any, sample_weight: Any = None) -> float:
    """The root of the mean squared error, in the target's own unit.

    >>> rmse([1.0, 5.0], [1.0, 1.0])
    2.8284271247461903
    """
    return float(np.sqrt(mse(prediction, target, sample_weight)))


def mae(prediction: Any, target: Any, sample_weight: Any = None) -> float:
    """The mean absolute error, in the target's own unit.

    >>> mae([1.0, 2.0], [1.0, 4.0])
    1.0
    """
    return average(np.abs(errors("mae", prediction, target)), sample_weight)


def r2(prediction: Any, target: Any, sample_weight: Any = None) -> float:
    """The share of the target's variance that is predicted: 1 is perfect, 0 is as good as the mean.

    Of a target that does not vary: 1 when all is exact, else minus infinity.

    >>> r2([1.0, 2.0, 3.0], [1.0, 2.0, 4.0])
    0.7857142857142857
    """
    wanted = np.asarray(target, np.float64)
    weights = None if sample_weight is None else weights_of(sample_weight, len(wanted))
    wrong = weighed(np.square(errors("r2", prediction, target)), weights).sum()
    middle = np.average(wanted, 0, weights) if weights is not None else wanted.mean(0)
    spread = weighed(np.square(wanted - middle), weights).sum()
    if spread == 0:
        return 1.0 if wrong == 0 else float("-inf")
    return float(1 - wrong / spread)


def average(values: np.ndarray, sample_weight: Any) -> float:
    """The mean over the rows, each counting as its weight says, and over what a row holds."""
    if sample_weight is None:
        return float(values.mean())
    weights = weights_of(sample_weight, len(values))
    return float(np.average(values, 0, weights).mean())


def weighed(values: np.ndarray, weights: np.ndarray | None) -> np.ndarray:
    """Each row times its weight."""
    return values if weights is None else values * weights.reshape(-1, *[1] * (values.ndim - 1))


def errors(asked: str, prediction: Any, target: Any) -> np.ndarray:
    """Prediction minus target, float64."""
    found, wanted = paired(asked, np.asarray(prediction), np.asarray(target))
    return found.astype(np.float64) - wanted.astype(np.float64)


def paired(asked: str, found: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Both in one shape: (n, 1) and (n,) fit, anything else that differs is refused, never
    broadcast.
    """
    if found.shape == (*wanted.shape, 1):
        found = found[..., 0]
    elif wanted.shape == (*found.shape, 1):
        wanted = wanted[..., 0]
    if found.shape != wanted.shape:
        raise ShapeError(
            f"{asked}: predictions and targets do not fit",
            given=f"{found.shape} and {wanted.shape}",
        )
    return found, wanted


def better_is(name: str, mode: str | None = None) -> str:
    """ "min" or "max": which way the metric `name` is better. ArgumentError when that is not known.

    >>> better_is("validation_accuracy"), better_is("loss"), better_is("profit", "max")
    ('max', 'min', 'max')
    """
    if mode is not None:
        if mode not in {"min", "max"}:
            raise ArgumentError(f"mode is 'min' or 'max', not {mode!r}")
        return mode
    for direction, known in (("max", HIGHER), ("min", LOWER)):
        if any(name == word or name.endswith("_" + word) for word in known):
            return direction
    raise ArgumentError(
        f"it is not known whether a high or a low {name!r} is better",
        fix="say mode='max' or mode='min'",
    )


def named(metrics: Any) -> dict[str, Metric]:
    """Metrics by name, from a dict, or from functions, which bring their own."""
    return dict(metrics) if isinstance(metrics, dict) else {m.__name__: m for m in metrics}
