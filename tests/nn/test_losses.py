"""Losses against their formulas in float64, their gradients, and what they refuse."""

import math

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.core.errors import ArgumentError, DTypeError, IndexingError, ShapeError

LABELS = np.array([0, 2, 1, 2, 0, 1])


def log_softmax(z):
    z = z.astype(np.float64) - z.max(1, keepdims=True)
    return z - np.log(np.exp(z).sum(1, keepdims=True))


def entropy(z, labels, weight=None, smoothing=0.0):
    """Losses row by row and the weights of the rows."""
    logs, classes = log_softmax(z), z.shape[1]
    w = np.ones(classes) if weight is None else weight.astype(np.float64)
    hot = np.eye(classes)[labels]
    target = hot * (1 - smoothing) + smoothing / classes
    return -(target * w * logs).sum(1), w[labels]


@pytest.mark.parametrize("smoothing", [0.0, 0.2])
@pytest.mark.parametrize("weighted", [False, True])
def test_cross_entropy_of_labels_is_its_formula(weighted, smoothing, numbers):
    z = numbers(6, 3) * 3
    weight = np.float32([0.5, 1.0, 2.0]) if weighted else None
    rows, shares = entropy(z, LABELS, weight, smoothing)
    expected = {"none": rows, "sum": rows.sum(), "mean": rows.sum() / shares.sum()}
    for reduction, value in expected.items():
        found = nn.cross_entropy(
            z, LABELS, weight, reduction=reduction, label_smoothing=smoothing
        ).numpy()
        np.testing.assert_allclose(found, value, rtol=1e-5)


@pytest.mark.parametrize("smoothing", [0.0, 0.2])
def test_cross_entropy_of_probabilities_is_its_formula(smoothing, numbers):
    z, weight = numbers(6, 3), np.float32([0.5, 1.0, 2.0])
    target = np.random.default_rng(0).dirichlet(np.ones(3), 6)
    smooth = target * (1 - smoothing) + smoothing / 3
    rows = -(smooth * weight * log_softmax(z)).sum(1)
    found = nn.cross_entropy(z, target, weight, label_smoothing=smoothing).item()
    assert found == pytest.approx(rows.mean(), rel=1e-5)


def test_labels_of_any_whole_dtype_and_plain_lists_are_taken(numbers):
    z = numbers(6, 3)
    expected = nn.cross_entropy(z, LABELS).item()
    for dtype in ("uint8", "int8", "int32", "int64", "uint64"):
        assert nn.cross_entropy(z, LABELS.astype(dtype)).item() == pytest.approx(expected, rel=1e-6)
    assert nn.cross_entropy(pel.Tensor(z), LABELS.tolist()).item() == pytest.approx(expected)
    assert nn.cross_entropy(z[0], np.int64(0)).item() == pytest.approx(entropy(z, LABELS)[0][0])


def test_classes_may_stand_before_places(numbers):
    z, labels = numbers(2, 3, 4, 5), np.random.default_rng(0).integers(0, 3, (2, 4, 5))
    flat = z.transpose(0, 2, 3, 1).reshape(-1, 3)
    expected = entropy(flat, labels.reshape(-1))[0].reshape(2, 4, 5)
    found = nn.cross_entropy(z, labels, reduction="none").numpy()
    np.testing.assert_allclose(found, expected, rtol=1e-4)


def test_rows_that_do_not_count_are_left_out_of_the_mean(numbers):
    z, labels = numbers(6, 3), LABELS.copy()
    labels[[1, 4]] = -100
    kept = labels != -100
    assert nn.cross_entropy(z, labels).item() == pytest.approx(
        entropy(z[kept], labels[kept])[0].mean(), rel=1e-5
    )
    assert nn.cross_entropy(z, LABELS, ignore_index=2).item() == pytest.approx(
        entropy(z[LABELS != 2], LABELS[LABELS != 2])[0].mean(), rel=1e-5
    )
    assert nn.cross_entropy(z, labels, reduction="none").numpy()[1] == 0


def test_huge_scores_overflow_nowhere():
    z = pel.Tensor(np.float32([[1e4, -1e4, 0.0]]), requires_grad=True)
    loss = nn.cross_entropy(z, np.array([1]))
    assert loss.item() == 2e4
    loss.backward()
    assert z.grad.tolist() == [[1.0, -1.0, 0.0]]


def test_the_gradients_of_cross_entropy_are_right(numbers, check_gradient):
    weight = np.array([0.5, 1.0, 2.0])
    target = np.random.default_rng(0).dirichlet(np.ones(3), 6)
    labels = LABELS.copy()
    labels[0] = -100
    check_gradient(
        lambda z: nn.cross_entropy(z, labels, weight, label_smoothing=0.1), numbers(6, 3)
    )
    check_gradient(lambda z, t: nn.cross_entropy(z, t, label_smoothing=0.1), numbers(6, 3), target)


def test_labels_that_are_no_classes_are_found_out(numbers):
    z = numbers(2, 3)
    with pytest.raises(IndexingError, match="label 3 is not one of the 3 classes"):
        nn.cross_entropy(z, np.array([0, 3]))
    with pytest.raises(IndexingError, match="label -1"):
        nn.nll_loss(z, np.array([0, -1]))
    captured = pel.compile(nn.cross_entropy)
    assert math.isnan(captured(z, np.array([0, 3])).item())
    assert math.isnan(captured(z, np.array([-1, 0])).item())
    assert math.isfinite(captured(z, np.array([-100, 0])).item())


def test_cross_entropy_says_what_is_wrong_with_a_target(numbers):
    z = numbers(6, 3)
    with pytest.raises(DTypeError, match="whole numbers"):
        nn.cross_entropy(z, LABELS.astype(np.float32))
    with pytest.raises(ShapeError, match="one label is needed") as error:
        nn.cross_entropy(z, LABELS[:, None])
    assert "target.reshape((6,))" in str(error.value)
    with pytest.raises(ShapeError, match="weights"):
        nn.cross_entropy(z, LABELS, np.ones(2))
    for wrong in ({"reduction": "max"}, {"label_smoothing": 1.5}):
        with pytest.raises(ArgumentError):
            nn.cross_entropy(z, LABELS, **wrong)


def test_nll_loss_is_cross_entropy_of_logarithms(numbers):
    z, weight = numbers(6, 3), np.float32([0.5, 1.0, 2.0])
    found = nn.nll_loss(nn.log_softmax(z, dim=1), LABELS, weight).item()
    assert found == pytest.approx(nn.cross_entropy(z, LABELS, weight).item(), rel=1e-6)


def huber(d, delta):
    return np.where(np.abs(d) < delta, d * d / 2, delta * (np.abs(d) - delta / 2))


REGRESSION = {
    "mse_loss": (lambda d: d * d, {}),
    "l1_loss": (np.abs, {}),
    "huber_loss": (lambda d: huber(d, 0.5), {"delta": 0.5}),
    "smooth_l1_loss": (lambda d: huber(d, 0.5) / 0.5, {"beta": 0.5}),
}


@pytest.mark.parametrize("name", REGRESSION)
def test_losses_for_numbers_are_their_formulas(name, numbers, check_gradient):
    formula, options = REGRESSION[name]
    x, y, loss = numbers(5, 2), numbers(5, 2), getattr(nn, name)
    rows = formula(x.astype(np.float64) - y)
    for reduction, value in {"none": rows, "sum": rows.sum(), "mean": rows.mean()}.items():
        found = loss(x, y, reduction=reduction, **options).numpy()
        np.testing.assert_allclose(found, value, rtol=1e-5, atol=1e-6)
    check_gradient(lambda a, b: loss(a, b, **options), x, y)


@pytest.mark.parametrize(
    "loss", [*(getattr(nn, name) for name in REGRESSION), nn.binary_cross_entropy_with_logits]
)
def test_shapes_that_would_only_broadcast_are_refused(loss):
    with pytest.raises(ShapeError, match=r"\(4, 1\) and \(4,\)") as error:
        loss(pel.ones((4, 1)), pel.ones(4))
    assert "target.reshape((4, 1))" in str(error.value)


def test_targets_take_the_dtype_of_the_prediction():
    assert nn.mse_loss(pel.ones(3), np.zeros(3)).dtype == pel.float32
    assert nn.mse_loss(pel.ones(3), np.array([0, 1, 2])).item() == pytest.approx(2 / 3)


def test_binary_cross_entropy_from_scores_and_from_probabilities(numbers, check_gradient):
    z, y = numbers(6, 2) * 3, (numbers(6, 2) > 0).astype(np.float32)
    p, w, positive = 1 / (1 + np.exp(-z.astype(np.float64))), np.abs(numbers(6, 2)), [1.0, 3.0]
    rows = -(y * np.log(p) * positive + (1 - y) * np.log1p(-p)) * w
    found = nn.binary_cross_entropy_with_logits(
        z, y, w, pos_weight=np.float32(positive), reduction="none"
    )
    np.testing.assert_allclose(found.numpy(), rows, rtol=1e-4, atol=1e-6)
    plain = -(y * np.log(p) + (1 - y) * np.log1p(-p)).mean()
    assert nn.BCEWithLogitsLoss()(pel.Tensor(z), y).item() == pytest.approx(plain, rel=1e-5)
    assert nn.BCELoss()(pel.Tensor(p), y).item() == pytest.approx(plain, rel=1e-6)
    check_gradient(lambda z: nn.binary_cross_entropy_with_logits(z, y), z)


def test_binary_cross_entropy_stays_finite_where_it_can():
    z = pel.Tensor(np.float32([1000, -1000, 1000, -1000]), requires_grad=True)
    y = np.float32([1, 0, 0, 1])
    found = nn.binary_cross_entropy_with_logits(z, y, reduction="none")
    assert found.tolist() == [0.0, 0.0, 1000.0, 1000.0]
    found.sum().backward()
    assert z.grad.tolist() == [0.0, 0.0, 1.0, -1.0]
    assert nn.binary_cross_entropy(pel.Tensor([0.0, 1.0]), [1.0, 0.0]).item() == 100.0


def test_the_divergence_of_two_distributions(numbers, check_gradient):
    logs = log_softmax(numbers(4, 3))
    target = np.random.default_rng(0).dirichlet(np.ones(3), 4)
    target[0] = [0.0, 1.0, 0.0]
    rows = np.where(target > 0, target * (np.log(np.where(target > 0, target, 1)) - logs), 0)
    assert nn.kl_div(logs, target, "batchmean").item() == pytest.approx(rows.sum() / 4)
    assert nn.KLDivLoss("sum")(pel.Tensor(logs), target).item() == pytest.approx(rows.sum())
    other = log_softmax(numbers(4, 3))
    expected = (np.exp(other) * (other - logs)).mean()
    assert nn.kl_div(logs, other, log_target=True).item() == pytest.approx(expected)
    check_gradient(lambda x: nn.kl_div(x, target), logs)


def test_losses_are_layers_too(numbers):
    z = pel.Tensor(numbers(6, 3))
    pairs = [
        (nn.CrossEntropyLoss(label_smoothing=0.1), LABELS, {"label_smoothing": 0.1}),
        (nn.CrossEntropyLoss(np.float32([1, 2, 3]), ignore_index=1), LABELS,
         {"weight": np.float32([1, 2, 3]), "ignore_index": 1}),
    ]  # fmt: skip
    for layer, target, options in pairs:
        assert layer(z, target).item() == nn.cross_entropy(z, target, **options).item()
    for name in ("MSELoss", "L1Loss", "SmoothL1Loss", "HuberLoss"):
        assert getattr(nn, name)()(z, z).item() == 0
    assert nn.NLLLoss()(nn.log_softmax(z), LABELS).item() == pytest.approx(
        nn.cross_entropy(z, LABELS).item()
    )


def test_half_precision_scores_are_summed_in_single(numbers):
    z = pel.Tensor(numbers(6, 3)).astype("bfloat16")
    found = nn.cross_entropy(z, LABELS)
    assert found.dtype == pel.float32
    wide = z.astype("float32").numpy()
    assert found.item() == pytest.approx(entropy(wide, LABELS)[0].mean(), rel=1e-5)
