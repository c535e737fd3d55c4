"""The rules by which a network is verified: each a function of what was seen on one batch."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Told = tuple[str, str, str]  # layer, what, hint
RECTIFIERS = {"ReLU", "ReLU6", "Threshold"}
SQUASHERS = {"Sigmoid": (0.01, 0.99), "Tanh": (-0.98, 0.98), "Hardtanh": (-0.98, 0.98)}
AFFINE = {"Linear", "Conv1d", "Conv2d", "Conv3d"}
BATCH_NORMS = {"BatchNorm1d", "BatchNorm2d", "BatchNorm3d"}


@dataclass(frozen=True)
class Call:
    """One call of a layer without layers inside."""

    path: str
    layer: Any
    inputs: tuple[np.ndarray, ...]
    result: np.ndarray

    @property
    def kind(self) -> str:
        """The class of the layer."""
        return type(self.layer).__name__


@dataclass(frozen=True)
class Seen:
    """What was found out about a network on one batch."""

    model: Any
    inputs: tuple[np.ndarray, ...]
    target: np.ndarray | None
    calls: tuple[Call, ...]
    prediction: np.ndarray
    asked: str = ""  # the name of the loss
    loss: float | None = None
    norms: dict[str, float] = field(default_factory=dict)  # of gradients, by parameter
    still: dict[str, float] = field(default_factory=dict)  # by weight, the share of units without
    alone: np.ndarray | None = None  # the prediction for the first row alone


# The rules


def finite_input(seen: Seen) -> Iterator[Told]:
    """Inputs are numbers."""
    for x in seen.inputs:
        if x.dtype.kind == "f" and not np.isfinite(x).all():
            yield "", f"{int((~np.isfinite(x)).sum())} inputs are NaN or infinite", (
                "fill or drop what is missing before training"
            )  # fmt: skip


def normalised_input(seen: Seen) -> Iterator[Told]:
    """Inputs lie around 0."""
    for x in seen.inputs:
        if x.dtype.kind == "f" and x.size and np.isfinite(x).all():
            mean, spread = float(x.mean()), float(x.std())
            if abs(mean) > 5 or spread > 10 or 0 < spread < 1e-3:
                yield "", f"the inputs have mean {mean:.3g} and deviation {spread:.3g}", (
                    "put nn.Standardize(...).fit(training_inputs) before the network"
                )  # fmt: skip
        elif x.dtype == np.uint8:
            yield "", "the inputs are bytes, 0 to 255", "divide by 255 and standardise"


def varying_input(seen: Seen) -> Iterator[Told]:
    """No two rows are the same picture."""
    x = seen.inputs[0]
    if len(x) > 1 and (x == x[:1]).all():
        yield "", "all rows of the batch are equal", "look at how the batch is made"


def fitted_preprocessing(seen: Seen) -> Iterator[Told]:
    """Steps that are to be fitted are."""
    for path, part in seen.model.named_modules():
        if getattr(part, "is_fitted", True) is False:
            yield path, f"{type(part).__name__} has not been fitted", "call fit(training_inputs)"


def label_range(seen: Seen) -> Iterator[Told]:
    """Labels are classes that there are."""
    y, scores = seen.target, seen.prediction
    if y is None or y.dtype.kind not in "iu" or scores.ndim != y.ndim + 1:
        return
    classes, counted = scores.shape[1], y[y != -100]
    if classes > 1 and counted.size and (counted.min() < 0 or counted.max() >= classes):
        span = f"{counted.min()} to {counted.max()}"
        yield "", f"labels lie in {span}, the network has {classes} outputs", (
            "number classes from 0; give the last layer as many outputs as there are classes"
        )  # fmt: skip


def label_shape(seen: Seen) -> Iterator[Told]:
    """There is a target for each row."""
    if seen.target is not None and len(seen.target) != len(seen.prediction):
        yield "", f"{len(seen.prediction)} predictions for {len(seen.target)} targets", (
            "the first axis of inputs and targets counts the rows of the batch"
        )  # fmt: skip


def several_classes(seen: Seen) -> Iterator[Told]:
    """A batch has more than one class."""
    y = seen.target
    if y is not None and y.dtype.kind in "iu" and y.size > 7 and (y == y.flat[0]).all():
        yield "", f"all {y.size} labels of the batch are {y.flat[0]}", "shuffle the rows"


def scores_not_probabilities(seen: Seen) -> Iterator[Told]:
    """A loss that takes scores does not get probabilities."""
    last = seen.calls[-1] if seen.calls else None
    if last is None:
        return
    scored = seen.asked in {"cross_entropy", "CrossEntropyLoss"}
    if scored and last.kind in {"Softmax", "LogSoftmax"}:
        yield last.path, f"{last.kind} before cross_entropy, which takes scores", (
            "leave the softmax out of the network; apply it to predictions"
        )  # fmt: skip
    elif scored and sums_to_one(seen.prediction):
        yield "", "cross_entropy takes scores, and was given numbers from 0 to 1 that sum to 1", (
            "leave the softmax out of forward; apply it to predictions"
        )  # fmt: skip
    if "with_logits" in seen.asked.lower() and last.kind == "Sigmoid":
        yield last.path, "Sigmoid before a loss that takes scores", "leave the sigmoid out"
    if seen.asked == "nll_loss" and last.kind != "LogSoftmax" and (seen.prediction > 0).any():
        yield last.path, "nll_loss was given numbers above 0, which are no logarithms", (
            "end with nn.LogSoftmax(1), or use cross_entropy"
        )  # fmt: skip


def sums_to_one(scores: np.ndarray) -> bool:
    """Is each row a distribution over classes?"""
    if scores.ndim < 2 or scores.shape[1] < 2 or scores.min() < 0:
        return False
    return bool(np.abs(scores.sum(1) - 1).max() < 1e-4)


def last_layer_free(seen: Seen) -> Iterator[Told]:
    """Scores may be negative."""
    last = seen.calls[-1] if seen.calls else None
    if last is not None and last.kind in RECTIFIERS and seen.asked:
        yield last.path, f"{last.kind} is the last layer: no output can be negative", (
            "leave it out after the last Linear"
        )  # fmt: skip


def living_units(seen: Seen) -> Iterator[Told]:
    """Rectified units are on for some row; where `forward` rectifies without a layer, units learn
    from some row."""
    rectified = any(call.kind in RECTIFIERS for call in seen.calls)
    for name, share in () if rectified else seen.still.items():
        if 0.5 < share < 1 and len(seen.prediction) > 15:
            yield name, f"{share:.0%} of its units learn nothing from any row", (
                "lower the learning rate or the biases; nn.init.kaiming_normal_; LeakyReLU"
            )  # fmt: skip
    for call in seen.calls:
        if call.kind in RECTIFIERS and len(call.result) > 15:
            axes = (0, *range(2, call.result.ndim))
            dead = float((call.result == 0).all(axes).mean())
            if dead > 0.5:
                yield call.path, f"{dead:.0%} of the units are 0 for every row", (
                    "lower the learning rate or the biases; nn.init.kaiming_normal_; LeakyReLU"
                )  # fmt: skip


def unsaturated_units(seen: Seen) -> Iterator[Told]:
    """Squashing units are not at their ends."""
    for call in seen.calls:
        low, high = SQUASHERS.get(call.kind, (-math.inf, math.inf))
        share = float(((call.result < low) | (call.result > high)).mean())
        if share > 0.5:
            yield call.path, f"{share:.0%} of the results of {call.kind} are at its ends", (
                "smaller first weights (nn.init.xavier_uniform_), or normalise the inputs"
            )  # fmt: skip


def bent_between(seen: Seen) -> Iterator[Told]:
    """Between two linear layers is something that is not linear."""
    for first, second in zip(seen.calls, seen.calls[1:], strict=False):
        if first.kind == second.kind == "Linear" and np.array_equal(first.result, second.inputs[0]):
            yield second.path, f"follows {first.path} with nothing between: both are one", (
                "put an activation between them"
            )  # fmt: skip


def bias_before_norm(seen: Seen) -> Iterator[Told]:
    """What a batch norm takes away is not learned."""
    for first, second in zip(seen.calls, seen.calls[1:], strict=False):
        if first.kind in AFFINE and second.kind in BATCH_NORMS and first.layer.bias is not None:
            yield first.path, f"has a bias that {second.path} takes away again", "bias=False"


def rows_apart(seen: Seen) -> Iterator[Told]:
    """A row's prediction does not depend on the others."""
    if seen.alone is None:
        return
    first = seen.prediction[:1]
    size = max(float(np.abs(first).max()), 1e-6)
    if first.shape != seen.alone.shape or np.abs(first - seen.alone).max() > 1e-2 * size:
        yield "", "the prediction of a row changes with the rows beside it", (
            "look for a reshape or a mean that mixes the first axis with others"
        )  # fmt: skip


def different_predictions(seen: Seen) -> Iterator[Told]:
    """Rows differ in their predictions."""
    p = seen.prediction
    if len(p) > 1 and p.dtype.kind == "f" and not varying_rows_equal(seen) and (p == p[:1]).all():
        yield "", "every row gets the same prediction", "look for a layer whose weights are all 0"


def varying_rows_equal(seen: Seen) -> bool:
    """Are all inputs equal anyway?"""
    return all((x == x[:1]).all() for x in seen.inputs)


def first_loss(seen: Seen) -> Iterator[Told]:
    """Before training, all classes are about as likely."""
    if seen.loss is None or seen.asked not in {"cross_entropy", "CrossEntropyLoss"}:
        return
    even = math.log(seen.prediction.shape[1]) if seen.prediction.shape[1] > 1 else 0.0
    if not math.isfinite(seen.loss) or seen.loss > 3 * even + 0.5:
        yield "", f"the loss begins at {seen.loss:.3g}; even chances have {even:.3g}", (
            "normalise the inputs; smaller first weights in the last layer"
        )  # fmt: skip


def learned_parameters(seen: Seen) -> Iterator[Told]:
    """Every parameter gets a gradient."""
    for name, norm in seen.norms.items():
        if norm == 0:
            yield name, "the loss does not depend on it here", (
                "use the layer in forward, or freeze it: nn.freeze(model, name)"
            )  # fmt: skip
        elif not math.isfinite(norm):
            yield (
                name,
                "its gradient is not finite",
                "normalise the inputs; lower the first weights",
            )


def even_gradients(seen: Seen) -> Iterator[Told]:
    """Gradients of weights do not vanish towards the input."""
    weights = {n: v for n, v in seen.norms.items() if n.endswith("weight") and v > 0}
    if len(weights) > 2 and min(weights.values()) < 1e-5 * max(weights.values()):
        least = min(weights, key=lambda n: weights[n])
        most = max(weights, key=lambda n: weights[n])
        yield least, f"its gradient is {weights[least] / weights[most]:.0e} of that of {most}", (
            "residual connections, normalisation, or other first weights"
        )  # fmt: skip


RULES: dict[str, Callable[[Seen], Iterator[Told]]] = {
    "finite-input": finite_input,
    "normalised-input": normalised_input,
    "varying-input": varying_input,
    "fitted-preprocessing": fitted_preprocessing,
    "label-range": label_range,
    "label-shape": label_shape,
    "several-classes": several_classes,
    "scores-not-probabilities": scores_not_probabilities,
    "last-layer-free": last_layer_free,
    "living-units": living_units,
    "unsaturated-units": unsaturated_units,
    "bent-between": bent_between,
    "bias-before-norm": bias_before_norm,
    "rows-apart": rows_apart,
    "different-predictions": different_predictions,
    "first-loss": first_loss,
    "learned-parameters": learned_parameters,
    "even-gradients": even_gradients,
}
