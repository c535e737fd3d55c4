"""Pictures distorted in training only, each for itself, the same compiled or not."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.nn import functional

PICTURES = np.random.default_rng(0).random((16, 3, 10, 12)).astype(np.float32)
LAYERS = [
    nn.RandomVerticalFlip(), nn.RandomAffine(20, 0.1, (0.8, 1.2), 10), nn.RandomErasing(1.0),
    nn.Cutout(4), nn.ColorJitter(0.2, 0.2, 0.2), nn.PCALighting().fit(PICTURES),
    nn.SaltPepper(), nn.Masking(), nn.RandomHorizontalFlip(), nn.RandomShift(2),
]  # fmt: skip


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: type(layer).__name__)
def test_training_distorts_and_evaluation_does_not(layer):
    forward = pel.compile(layer)
    layer.train()
    pel.manual_seed(0)
    first = forward(PICTURES).numpy()
    pel.manual_seed(0)
    np.testing.assert_allclose(layer(pel.Tensor(PICTURES)).numpy(), first, atol=1e-6)
    second = forward(PICTURES).numpy()
    assert first.shape == PICTURES.shape
    assert not np.allclose(first, second)
    layer.eval()
    np.testing.assert_array_equal(forward(PICTURES).numpy(), PICTURES)


def test_a_square_is_cut_and_no_more():
    cut = nn.Cutout(4, value=-1.0)(pel.Tensor(PICTURES)).numpy() == -1
    assert (cut.all(1) == cut.any(1)).all()
    assert 0 < cut[:, 0].sum((1, 2)).max() <= 16
    whole = (
        nn.RandomErasing(1.0, (0.25, 0.25), (1.0, 1.0), -1.0)(pel.Tensor(PICTURES)).numpy() == -1
    )
    np.testing.assert_allclose(whole[:, 0].mean((1, 2)), 0.25, atol=0.06)


def test_salt_and_pepper_and_masks_hit_their_share():
    x = pel.Tensor(np.full((200, 100), 0.5, np.float32))
    salted = nn.SaltPepper(0.4)(x).numpy()
    shares = [(salted == value).mean() for value in (0.0, 0.5, 1.0)]
    np.testing.assert_allclose(shares, [0.2, 0.6, 0.2], atol=0.02)
    np.testing.assert_allclose((nn.Masking(0.3)(x).numpy() == 0).mean(), 0.3, atol=0.02)


def test_a_turn_by_nothing_is_nothing_and_a_move_moves():
    still = nn.RandomAffine()(pel.Tensor(PICTURES)).numpy()
    np.testing.assert_allclose(still, PICTURES, atol=1e-5)
    maps = np.float32([[[1, 0, -2 / 12], [0, 1, 0]]])  # read one pixel to the left
    grid = functional.affine_grid(pel.Tensor(maps), (1, 3, 10, 12))
    moved = functional.grid_sample(pel.Tensor(PICTURES[:1]), grid).numpy()
    np.testing.assert_allclose(moved[..., 1:], PICTURES[:1, :, :, :-1], atol=1e-5)
    np.testing.assert_allclose(moved[..., 0], 0, atol=1e-5)


def test_reading_between_pixels_is_pytorchs():
    torch = pytest.importorskip("torch")
    source = np.random.default_rng(1)
    theta = source.normal(size=(16, 2, 3)).astype(np.float32) * 0.7
    for align in (False, True):
        grid = functional.affine_grid(pel.Tensor(theta), (16, 3, 7, 8), align)
        theirs = torch.nn.functional.affine_grid(torch.tensor(theta), (16, 3, 7, 8), align)
        np.testing.assert_allclose(grid.numpy(), theirs.numpy(), atol=1e-5)
        for mode in ("bilinear", "nearest"):
            for padding in ("zeros", "border"):
                x = pel.Tensor(PICTURES, requires_grad=True)
                y = torch.tensor(PICTURES, requires_grad=True)
                found = functional.grid_sample(x, grid, mode, padding, align)
                wanted = torch.nn.functional.grid_sample(y, theirs, mode, padding, align)
                np.testing.assert_allclose(found.numpy(), wanted.detach().numpy(), atol=2e-5)
                (found * found).sum().backward()
                (wanted * wanted).sum().backward()
                np.testing.assert_allclose(x.grad.numpy(), y.grad.numpy(), atol=2e-4)


def test_an_identity_reads_every_pixel_or_voxel():
    volumes = np.random.default_rng(3).random((2, 3, 4, 5, 6))
    for x, modes in (
        (volumes, ("bilinear", "nearest")),
        (volumes[:, 0], ("bilinear", "nearest", "bicubic")),
    ):
        axes = x.ndim - 2
        maps = np.broadcast_to(np.eye(axes, axes + 1), (2, axes, axes + 1))
        for align in (False, True):
            grid = functional.affine_grid(pel.Tensor(maps.copy()), x.shape, align)
            for mode in modes:
                for padding in ("zeros", "border", "reflection"):
                    found = functional.grid_sample(pel.Tensor(x), grid, mode, padding, align)
                    np.testing.assert_allclose(found.numpy(), x, atol=1e-12)


def test_volumes_and_cubic_curves_are_read_as_pytorch_reads_them():
    torch = pytest.importorskip("torch")
    source = np.random.default_rng(4)
    for sizes, modes in (((4, 5), ("bicubic",)), ((3, 4, 5), ("bilinear", "nearest"))):
        n = len(sizes)
        theta, x = source.normal(size=(2, n, n + 1)), source.normal(size=(2, 2, *sizes))
        for align in (False, True):
            grid = functional.affine_grid(pel.Tensor(theta), x.shape, align)
            theirs = torch.nn.functional.affine_grid(torch.tensor(theta), x.shape, align)
            np.testing.assert_allclose(grid.numpy(), theirs.numpy(), atol=1e-9)
            for mode in modes:
                for padding in ("zeros", "border", "reflection"):
                    given = (mode, padding, align)
                    found = functional.grid_sample(pel.Tensor(x), grid, *given)
                    wanted = torch.nn.functional.grid_sample(torch.tensor(x), theirs, *given)
                    np.testing.assert_allclose(found.numpy(), wanted.numpy(), atol=1e-9)


def test_the_gradient_by_the_places_is_pytorchs():
    torch = pytest.importorskip("torch")
    places = (np.random.default_rng(2).random((16, 4, 5, 2)) * 1.6 - 0.8).astype(np.float32)
    grid, theirs = pel.Tensor(places, requires_grad=True), torch.tensor(places, requires_grad=True)
    functional.grid_sample(pel.Tensor(PICTURES), grid).square().sum().backward()
    wanted = torch.nn.functional.grid_sample(torch.tensor(PICTURES), theirs, align_corners=False)
    wanted.square().sum().backward()
    np.testing.assert_allclose(grid.grad.numpy(), theirs.grad.numpy(), atol=1e-3, rtol=1e-3)


def test_mixing_weighs_both_targets():
    network = nn.Linear(4, 3)
    mixed = nn.Mixup(network, nn.cross_entropy, alpha=1.0)
    x, y = PICTURES[:6, 0, 0, :4], np.array([0, 1, 2, 0, 1, 2])
    prediction = mixed(pel.Tensor(x))
    share = mixed._share.item()
    scores = network(pel.Tensor(x * share + x[::-1] * (1 - share)))
    parts = nn.cross_entropy(scores, y).item(), nn.cross_entropy(scores, y[::-1].copy()).item()
    wanted = parts[0] * share + parts[1] * (1 - share)
    assert mixed.loss(prediction, pel.Tensor(y)).item() == pytest.approx(wanted, rel=1e-4)
    mixed.eval()
    plain = nn.cross_entropy(network(pel.Tensor(x)), y).item()
    assert mixed.loss(mixed(pel.Tensor(x)), pel.Tensor(y)).item() == pytest.approx(plain)


def test_ten_crops_are_the_mean_of_ten():
    network = nn.Sequential(nn.Flatten(), nn.Linear(3 * 64, 2))
    crops = nn.TenCrop(network, 8).eval()
    cuts = [
        PICTURES[:, :, i : i + 8, j : j + 8] for i, j in [(0, 0), (0, 4), (2, 0), (2, 4), (1, 2)]
    ]
    every = [network(np.ascontiguousarray(y)).numpy() for x in cuts for y in (x, x[..., ::-1])]
    np.testing.assert_allclose(crops(PICTURES).numpy(), np.mean(every, 0), atol=1e-5)


def test_what_cannot_be_is_refused():
    for make in (
        lambda: nn.RandomAffine(scale=(2, 1)), lambda: nn.RandomErasing(2.0), lambda: nn.Cutout(0),
        lambda: nn.Masking(1.0), lambda: nn.SaltPepper(2), lambda: nn.ColorJitter(-1),
        lambda: nn.RandomCrop(0), lambda: nn.RandomCrop(3, -1),
        lambda: nn.RandomVerticalFlip(3), lambda: nn.Mixup(nn.ReLU(), nn.mse_loss, 0),
    ):  # fmt: skip
        with pytest.raises(ArgumentError):
            make()
    with pytest.raises(ShapeError):
        nn.Cutout(2)(pel.Tensor(np.zeros((2, 3), np.float32)))
    with pytest.raises(ArgumentError):
        functional.grid_sample(pel.Tensor(PICTURES), pel.Tensor(np.zeros((16, 2, 2, 2))), "cubic")


def test_crops_are_windows_from_anywhere_and_the_middle_in_evaluation():
    pel.manual_seed(0)
    picture = np.arange(2 * 6 * 7, dtype=np.float32).reshape(1, 2, 6, 7)
    crop, rows = nn.RandomCrop((4, 3), padding=1, value=-1.0), picture.repeat(400, 0)
    padded = np.pad(picture[0], [(0, 0), (1, 1), (1, 1)], constant_values=-1.0)
    windows = {
        padded[:, i : i + 4, j : j + 3].tobytes(): (i, j) for i in range(5) for j in range(7)
    }
    found = [windows[x.tobytes()] for x in pel.compile(crop)(rows).numpy()]
    assert set(found) == set(windows.values())
    crop.eval()
    assert np.array_equal(crop(picture).numpy()[0], padded[:, 2:6, 3:6])
    with pytest.raises(ShapeError, match="do not fit"):
        nn.RandomCrop(9)(picture)
