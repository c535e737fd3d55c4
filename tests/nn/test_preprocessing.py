"""What inputs go through first: fitted on training inputs, saved with the model, compiled."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.core.errors import ArgumentError, DataError, ShapeError

SOURCE = np.random.default_rng(0)
PICTURES = (SOURCE.random((60, 3, 6, 5)) * [[[[2.0]], [[1.0]], [[5.0]]]]).astype(np.float32)
ROWS = PICTURES.reshape(60, -1)[:, :8]


@pytest.mark.parametrize("shape", [(3, 6, 5), (3, 1, 1), (1,), (1, 1, 1)])
def test_every_place_or_channel_or_all_get_mean_0_and_deviation_1(shape):
    found = nn.Standardize(shape).fit(PICTURES)(PICTURES).numpy()
    axes = (0, *(i + 1 for i, n in enumerate((1,) * (3 - len(shape)) + shape) if n == 1))
    np.testing.assert_allclose(found.mean(axes), 0, atol=1e-5)
    np.testing.assert_allclose(found.std(axes), 1, atol=1e-4)


def test_a_mean_image_only_goes_away_and_what_does_not_vary_is_not_divided():
    step = nn.Standardize((3, 6, 5), scale=False).fit(PICTURES)
    np.testing.assert_allclose(step(PICTURES).numpy(), PICTURES - PICTURES.mean(0), atol=1e-5)
    same = nn.Standardize(2).fit([[3.0, 1.0], [3.0, 5.0]])(np.float32([[3.0, 1.0]]))
    assert same.tolist() == [[0.0, -1.0]]


def test_whitening_leaves_no_correlation_and_stays_near():
    x = ROWS @ SOURCE.normal(size=(8, 8))
    step = nn.ZCA(8, bias=0.0).fit(x)
    white = step(x.astype(np.float32)).numpy()
    np.testing.assert_allclose(np.cov(white.T, bias=True), np.eye(8), atol=2e-3)
    np.testing.assert_allclose(step.matrix.numpy(), step.matrix.numpy().T, atol=1e-4)


def test_principal_axes_keep_the_most_and_go_back():
    x = ROWS @ SOURCE.normal(size=(8, 8))
    step = nn.PCA(8, 3).fit(x)
    codes = step(x.astype(np.float32))
    errors = ((step.inverse(codes).numpy() - x) ** 2).sum(1).mean()
    values = np.linalg.eigvalsh(np.cov(x.T, bias=True))
    np.testing.assert_allclose(errors, values[:5].sum(), rtol=1e-3)
    whole = nn.PCA(8, whiten=True).fit(x)
    np.testing.assert_allclose(whole(x.astype(np.float32)).numpy().std(0), 1, atol=1e-2)


def test_contrast_does_not_matter_and_brightness_is_a_plane():
    x = np.float32([[1.0, 2.0, 6.0]])
    step = nn.GlobalContrastNorm()
    np.testing.assert_allclose(step(x).numpy(), step(x * 7 + 3).numpy(), atol=1e-5)
    grey = nn.RGBToYUV()(np.full((1, 3, 2, 2), 0.5, np.float32)).numpy()
    np.testing.assert_allclose(grey[0, :, 0, 0], [0.5, 0, 0], atol=1e-5)


def test_steps_are_fitted_on_training_rows_only_and_travel_with_the_model():
    train, test = PICTURES[:40], PICTURES[40:] + 9
    steps = nn.Preprocessing(nn.Standardize((3, 1, 1)), nn.Flatten(), nn.ZCA(90))
    model = nn.Sequential(steps.fit(train), nn.Linear(90, 2))
    other = nn.Sequential(
        nn.Preprocessing(nn.Standardize((3, 1, 1)), nn.Flatten(), nn.ZCA(90)), nn.Linear(90, 2)
    )
    assert not other[0][0].is_fitted
    other.load_state_dict(model.state_dict())
    assert other[0][0].is_fitted
    forward = pel.compile(other)
    np.testing.assert_allclose(forward(test).numpy(), model(test).numpy(), atol=1e-4)
    np.testing.assert_allclose(
        steps[0].mean.numpy(), train.mean((0, 2, 3))[:, None, None], atol=1e-5
    )


def test_every_step_with_a_fit_is_fitted_in_its_turn():
    steps = nn.Preprocessing(nn.Standardize((3, 1, 1)), nn.PCALighting()).fit(PICTURES)
    spread = (steps[1].axes.numpy() @ steps[1].axes.numpy().T).astype(np.float64)
    colours = np.moveaxis(steps[0](PICTURES.astype(np.float32)).numpy(), 1, -1).reshape(-1, 3)
    np.testing.assert_allclose(spread, np.cov(colours.T, bias=True), atol=1e-4)


def test_a_step_fitted_to_rows_around_0_is_fitted():
    rows = np.float32([[1, 2], [-1, -2]])
    for make in (lambda: nn.Standardize(2), lambda: nn.PCA(2), lambda: nn.ZCA(2)):
        assert not make().is_fitted
        assert make().fit(rows).is_fitted


def test_missing_inputs_are_not_fitted_to():
    for rows in (np.float32([[1, np.nan]]), np.zeros((0, 2))):
        with pytest.raises(DataError, match="cannot be fitted"):
            nn.Standardize(2).fit(rows)


def test_other_rows_and_sizes_are_refused():
    for step in (nn.Standardize((3, 4)), nn.ZCA(7), nn.PCA(7)):
        with pytest.raises(ShapeError):
            step.fit(PICTURES)
    for make in (lambda: nn.PCA(4, 5), lambda: nn.Standardize(0)):
        with pytest.raises(ArgumentError):
            make()
    with pytest.raises(ShapeError):
        nn.RGBToYUV()(np.zeros((1, 1, 2, 2), np.float32))
