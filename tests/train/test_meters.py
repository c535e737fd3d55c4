"""Metrics fed batch by batch: they equal those of scikit-learn, where it is installed, and do not
depend on how rows are cut into batches."""

import math

import numpy as np
import pytest

from pellucid import train
from pellucid.core.errors import ArgumentError, ShapeError, StateError
from pellucid.train import meters, ranking, top_k

RANDOM = np.random.default_rng(0)
SCORES = RANDOM.standard_normal((300, 4)).round(1)  # with ties
LABELS = RANDOM.integers(0, 4, 300)
LABELS[LABELS == 3] *= RANDOM.integers(0, 2, (LABELS == 3).sum())  # an uneven class
ONE, YES = SCORES[:, 0], (LABELS == 1).astype(int)


def fed(meter, prediction, target, size=37):
    """The figure after many batches."""
    for start in range(0, len(target), size):
        meter.update(prediction[start : start + size], target[start : start + size])
    return meter.compute()


MADE = {
    "accuracy": (lambda: meters.Accuracy(4), SCORES, LABELS),
    "top": (lambda: meters.TopK(2), SCORES, LABELS),
    "auc": (ranking.AUC, ONE, YES),
    "average": (ranking.AveragePrecision, ONE, YES),
    "map": (lambda: ranking.MeanAveragePrecision(4), SCORES, LABELS),
    "perplexity": (meters.Perplexity, SCORES, LABELS),
    **{
        f"{kind.__name__} {average}": (lambda k=kind, a=average: k(4, a), SCORES, LABELS)
        for kind in (meters.Precision, meters.Recall, meters.FBeta)
        for average in ("macro", "micro", "weighted")
    },
}


@pytest.mark.parametrize("name", MADE)
def test_batches_do_not_matter(name):
    make, prediction, target = MADE[name]
    meter = make()
    assert fed(meter, prediction, target) == pytest.approx(make()(prediction, target), rel=1e-12)
    meter.reset()
    assert fed(meter, prediction, target, 300) == pytest.approx(make()(prediction, target))


def test_figures_are_those_of_scikit_learn():
    m = pytest.importorskip("sklearn.metrics")
    said = SCORES.argmax(1)
    assert MADE["accuracy"][0]()(SCORES, LABELS) == m.accuracy_score(LABELS, said)
    np.testing.assert_array_equal(
        meters.ConfusionMatrix(4)(SCORES, LABELS), m.confusion_matrix(LABELS, said)
    )
    for average in ("macro", "micro", "weighted"):
        for ours, theirs in (
            (meters.Precision(4, average), m.precision_score),
            (meters.Recall(4, average), m.recall_score),
            (meters.FBeta(4, average), m.f1_score),
        ):
            assert ours(SCORES, LABELS) == pytest.approx(theirs(LABELS, said, average=average))
    assert meters.FBeta(beta=2.0)(ONE, YES) == pytest.approx(m.fbeta_score(YES, ONE > 0, beta=2))
    assert ranking.AUC()(ONE, YES) == pytest.approx(m.roc_auc_score(YES, ONE))
    wanted = m.average_precision_score(YES, ONE)
    assert ranking.AveragePrecision()(ONE, YES) == pytest.approx(wanted)
    truths = LABELS[:, None] == np.arange(4)
    wanted = m.average_precision_score(truths, SCORES, average="macro")
    assert ranking.MeanAveragePrecision(4)(SCORES, LABELS) == pytest.approx(wanted)
    unique = SCORES + RANDOM.random(SCORES.shape) * 1e-6
    assert meters.TopK(3)(unique, LABELS) == m.top_k_accuracy_score(LABELS, unique, k=3)


def test_what_cannot_be_ranked_is_nan_and_what_is_empty_is_an_error():
    assert math.isnan(ranking.AUC()([0.1, 0.2], [1, 1]))
    assert math.isnan(ranking.AveragePrecision()([0.1, 0.2], [0, 0]))
    with pytest.raises(StateError, match="nothing was counted"):
        ranking.AUC().compute()
    assert meters.Accuracy(2).compute() == 0.0


def test_bleu_of_the_paper():
    """Papineni et al. (2002), example 2: clipped unigram precision 2/7; two references."""
    said = ["the", "the", "the", "the", "the", "the", "the"]
    references = [
        ["the", "cat", "is", "on", "the", "mat"],
        ["there", "is", "a", "cat", "on", "the", "mat"],
    ]
    assert meters.BLEU(1)([said], [references]) == pytest.approx(2 / 7)
    short = ["the", "cat"]
    assert meters.BLEU(1)([short], [references]) == pytest.approx(math.exp(1 - 6 / 2))
    assert meters.BLEU(4)([said], [references]) == 0.0


def test_perplexity_leaves_out_what_does_not_count():
    labels = LABELS.copy()
    labels[:100] = -100
    assert meters.Perplexity()(SCORES, labels) == meters.Perplexity()(SCORES[100:], LABELS[100:])


def test_what_does_not_fit_is_refused():
    with pytest.raises(ArgumentError, match="the target 7 is not one of the 4 classes"):
        meters.Accuracy(4)(SCORES[:1], [7])
    with pytest.raises(ShapeError):
        meters.Accuracy(4)(SCORES[:3, 0], LABELS[:2])
    with pytest.raises(ArgumentError, match="no average"):
        meters.Precision(4, "mean")
    with pytest.raises(ArgumentError, match="needs 2 classes"):
        meters.Recall(4, "binary")


def test_zero_division_is_that_of_scikit_learn():
    m = pytest.importorskip("sklearn.metrics")
    said, true = [0, 0, 1, 3], [0, 1, 1, 0]
    for average in ("macro", "micro", "weighted"):
        for nothing in (0.0, 1.0):
            for ours, theirs in (
                (meters.Precision, m.precision_score),
                (meters.Recall, m.recall_score),
                (meters.FBeta, m.f1_score),
            ):
                wanted = theirs(true, said, average=average, zero_division=nothing)
                assert ours(5, average, zero_division=nothing)(said, true) == pytest.approx(wanted)
    assert meters.Precision(zero_division=1.0)([0, 0], [1, 0]) == 1.0


def test_empty_batches_change_nothing_and_nothing_is_nan():
    for meter in (ranking.AUC(), ranking.AveragePrecision()):
        assert math.isnan(meter([], []))
        meter.update(ONE, YES)
        assert meter.compute() == type(meter)()(ONE, YES)
    none = np.zeros((0, 4))
    assert math.isnan(ranking.MeanAveragePrecision(4)(none, []))
    assert math.isnan(meters.Perplexity()(none, []))


def test_a_network_that_went_wrong_gets_no_good_figure():
    assert meters.Perplexity()([[0.0, 1e4]], [0]) == math.inf
    lost = np.full((3, 4), np.nan)
    assert meters.TopK(2)(lost, [0, 1, 2]) == top_k(2)(lost, [0, 1, 2]) == 0.0


def test_labels_and_sentences_of_another_form_are_refused():
    for meter in (meters.TopK(1), meters.Perplexity()):
        with pytest.raises(ArgumentError, match="the target 7 is not one of the 4 classes"):
            meter(SCORES[:1], [7])
    with pytest.raises(ShapeError, match=r"scores are \(n, 4\)"):
        ranking.MeanAveragePrecision(4)(SCORES[:, :3], LABELS)
    with pytest.raises(ArgumentError, match="list of words"):
        meters.BLEU()([["a", "b"]], [["a", "b"]])


WEIGHTS = np.random.default_rng(1).integers(0, 4, 300)  # rows that count so often, or not at all


@pytest.mark.parametrize("name", MADE)
def test_a_row_of_weight_two_is_two_rows(name):
    make, prediction, target = MADE[name]
    wanted = make()(prediction.repeat(WEIGHTS, 0), target.repeat(WEIGHTS))
    meter = make()
    for part in (slice(0, 100), slice(100, 300)):
        meter.update(prediction[part], target[part], WEIGHTS[part])
    assert meter.compute() == pytest.approx(wanted, rel=1e-12)
    halves = make()(prediction, target, sample_weight=WEIGHTS / 2)
    assert halves == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize("name", ["accuracy", "log_loss", "mse", "rmse", "mae", "r2", "top_2"])
def test_functions_weigh_rows_too(name):
    function = top_k(2) if name == "top_2" else getattr(train, name)
    classes = name in {"accuracy", "log_loss", "top_2"}
    prediction, target = (SCORES, LABELS) if classes else (ONE, SCORES[:, 1])
    wanted = function(prediction.repeat(WEIGHTS, 0), target.repeat(WEIGHTS))
    found = function(prediction, target, sample_weight=WEIGHTS)
    assert found == pytest.approx(wanted, rel=1e-12)


def test_weights_that_do_not_fit_are_refused():
    with pytest.raises(ShapeError, match="one number is needed for each row"):
        meters.Accuracy(4)(SCORES, LABELS, WEIGHTS[:5])


def test_weighed_figures_are_those_of_scikit_learn():
    m = pytest.importorskip("sklearn.metrics")
    said, weights = SCORES.argmax(1), np.random.default_rng(2).random(300)
    given = {"sample_weight": weights}
    np.testing.assert_allclose(
        meters.ConfusionMatrix(4)(SCORES, LABELS, **given),
        m.confusion_matrix(LABELS, said, **given),
    )
    for average in ("macro", "micro", "weighted"):
        for ours, theirs in (
            (meters.Precision, m.precision_score),
            (meters.Recall, m.recall_score),
        ):
            wanted = theirs(LABELS, said, average=average, **given)
            assert ours(4, average)(SCORES, LABELS, **given) == pytest.approx(wanted)
    assert ranking.AUC()(ONE, YES, **given) == pytest.approx(m.roc_auc_score(YES, ONE, **given))
    wanted = m.average_precision_score(YES, ONE, **given)
    assert ranking.AveragePrecision()(ONE, YES, **given) == pytest.approx(wanted)
    assert meters.TopK(2)(SCORES, LABELS, **given) == pytest.approx(
        m.top_k_accuracy_score(LABELS, SCORES, k=2, **given),
        abs=0.02,  # ties
    )
    for ours, theirs in ((train.mse, m.mean_squared_error), (train.mae, m.mean_absolute_error),
                         (train.r2, m.r2_score)):  # fmt: skip
        wanted = theirs(SCORES[:, 1], ONE, **given)
        assert ours(ONE, SCORES[:, 1], **given) == pytest.approx(wanted)
