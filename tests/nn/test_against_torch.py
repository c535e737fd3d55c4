"""Results, gradients, parameter names, first values and outlines beside PyTorch's, where it is
installed."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.nn import functional as ours

torch = pytest.importorskip("torch")
theirs = torch.nn.functional
LABELS = np.array([0, 2, 1, -100, 0, 1])
SHARES = np.random.default_rng(0).dirichlet(np.ones(3), 6).astype(np.float32)
SIGNS = (np.random.default_rng(0).random((6, 3)) < 0.5).astype(np.float32)
BENDS = np.float32([-100, -6, -3, -1, -0.5, -0.0, 0, 0.5, 1, 2, 3, 6, 100])
ACTIVATIONS = [
    "relu", "relu6", "leaky_relu", "elu", "celu", "selu", "gelu", "silu", "mish", "softplus",
    "sigmoid", "tanh", "hardtanh", "hardswish", "hardsigmoid", "softsign", "logsigmoid",
    "hardshrink", "softshrink", "tanhshrink",
]  # fmt: skip


def drawn(*shapes):
    source = np.random.default_rng(7)
    return [source.standard_normal(shape).astype(np.float32) for shape in shapes]


def compare(name, arrays, constants=(), tolerance=5e-6, **options):
    """The function `name` of both, and its gradients for the arrays."""
    mine = [pel.Tensor(x.copy(), requires_grad=True) for x in arrays]
    other = [torch.tensor(x, requires_grad=True) for x in arrays]
    y = getattr(ours, name)(*mine, *map(pel.Tensor, constants), **options)
    z = getattr(theirs, name)(*other, *map(torch.tensor, constants), **options)
    weights = np.random.default_rng(1).standard_normal(z.shape).astype(np.float32)
    (y * pel.Tensor(weights)).sum().backward()
    (z * torch.tensor(weights)).sum().backward()
    pairs = [(y.numpy(), z.detach().numpy())]
    pairs += [(x.grad.numpy(), t.grad.numpy()) for x, t in zip(mine, other, strict=True)]
    for a, b in pairs:
        assert a.shape == b.shape
        np.testing.assert_allclose(a, b, atol=tolerance * (1 + np.abs(b).max()), rtol=0)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations(name):
    compare(name, [BENDS])
    compare(name, drawn((7, 5)))


def test_activations_along_an_axis():
    compare("threshold", [BENDS], threshold=0.5, value=-2.0)
    compare("softmin", drawn((4, 6)), dim=0)
    compare("glu", drawn((4, 6)), dim=1)
    compare("rrelu", drawn((4, 6)), training=False)


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_losses_with_a_margin(reduction):
    x, y, z = drawn((6, 5), (6, 5), (6, 5))
    options = {"reduction": reduction}
    signs = np.where(SIGNS[:, 0] > 0, 1, -1).astype(np.float32)
    labels = np.array([0, 4, 2, 2, 1, 3])
    many = np.array([[0, 2, -1, 1, 1], [3, -1, 0, 0, 0], [-1, 1, 1, 1, 1], [4, 1, 0, 2, 3],
                     [1, 3, -1, -1, -1], [2, -1, 2, -1, 2]])  # fmt: skip
    compare("margin_ranking_loss", [x[:, 0], y[:, 0]], [signs], margin=0.3, **options)
    compare("soft_margin_loss", [x[:, 0]], [signs], **options)
    compare("hinge_embedding_loss", [x[:, 0]], [signs], margin=0.7, **options)
    compare("cosine_embedding_loss", [x, y], [signs], margin=0.1, **options)
    for swap in (False, True):
        for p in (1.0, 2.0, 3.0):
            compare("triplet_margin_loss", [x, y, z], p=p, swap=swap, **options)
    for p in (1, 2):
        compare("multi_margin_loss", [x], [labels], p=p, margin=0.8, **options)
    compare("multilabel_margin_loss", [x], [many], **options)
    truths = (y > 0).astype(np.float32)
    compare("multilabel_soft_margin_loss", [x], [truths], **options)


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_losses_of_probability_models(reduction):
    x, y, z = drawn((6, 5), (6, 5), (6, 5))
    counts = np.float32([[0, 1, 2, 3, 7]] * 6)
    for full in (False, True):
        options = {"reduction": reduction, "full": full}
        compare("poisson_nll_loss", [x], [counts], **options)
        compare("poisson_nll_loss", [np.exp(x)], [counts], log_input=False, **options)
        compare("gaussian_nll_loss", [x, y, np.exp(z)], **options)
        compare("gaussian_nll_loss", [x, y, np.exp(z[:, :1])], **options)


def test_bilinear_and_bags():
    compare("bilinear", drawn((6, 5), (6, 4), (3, 5, 4), (3,)))
    places, starts = torch.tensor([1, 2, 6, 6, 0, 3]), torch.tensor([0, 2, 2, 5])
    (weight,) = drawn((7, 3))
    for mode in ("sum", "mean", "max"):
        for padding in (None, 6):
            wanted = theirs.embedding_bag(
                places, torch.tensor(weight), starts, mode=mode, padding_idx=padding
            )
            found = ours.embedding_bag(
                places.numpy(), weight, starts.numpy(), mode=mode, padding_idx=padding
            )
            np.testing.assert_allclose(found.numpy(), wanted.numpy(), atol=1e-6)


def test_distances():
    x, y = drawn((6, 5), (6, 5))
    compare("cosine_similarity", [x, y])
    compare("cosine_similarity", [x, y], dim=0)
    for p in (1.0, 2.0, 3.5, float("inf")):
        compare("pairwise_distance", [x, y], p=p)
        compare("normalize", [x], p=p)


@pytest.mark.parametrize(
    "options",
    [
        {}, {"stride": 2, "padding": 1}, {"padding": "same", "dilation": 2}, {"groups": 2},
        {"stride": (2, 1), "padding": (1, 2), "dilation": (1, 2)}, {"groups": 4, "stride": 2},
    ],
    ids=str,
)  # fmt: skip
def test_convolutions(options):
    channels = 4 // options.get("groups", 1)
    compare("conv2d", drawn((2, 4, 9, 8), (8, channels, 3, 3), (8,)), **options)


@pytest.mark.parametrize("size", [(2, 3, 8, 8), (3, 7, 10)])
@pytest.mark.parametrize(
    "options",
    [
        {"kernel_size": 2}, {"kernel_size": 3, "stride": 2, "padding": 1},
        {"kernel_size": 3, "ceil_mode": True}, {"kernel_size": (2, 3), "stride": (2, 1)},
        {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True},
    ],
    ids=str,
)  # fmt: skip
def test_pooling(options, size):
    compare("max_pool2d", drawn(size), **options)
    compare("max_pool2d", [np.round(x) for x in drawn(size)], **options)  # ties
    for counted in (True, False):
        compare("avg_pool2d", drawn(size), count_include_pad=counted, **options)


@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize(
    "options",
    [
        {}, {"stride": 2, "padding": 1, "output_padding": 1}, {"groups": 2, "dilation": 2},
        {"stride": 3, "padding": 2}, {"padding": 2},
    ],
    ids=str,
)  # fmt: skip
def test_transposed_convolutions(n, options):
    space = (6, 5, 4)[:n]
    shapes = ((2, 4, *space), (4, 6 // options.get("groups", 1), *((3,) * n)), (6,))
    compare(f"conv_transpose{n}d", drawn(*shapes), tolerance=1e-5, **options)


@pytest.mark.parametrize("options", [{}, {"stride": 2, "padding": 1}, {"groups": 2}], ids=str)
def test_convolutions_over_one_and_three_axes(options):
    channels = 4 // options.get("groups", 1)
    compare("conv3d", drawn((2, 4, 5, 6, 7), (6, channels, 3, 2, 3), (6,)), **options)
    compare("conv1d", drawn((2, 4, 9), (6, channels, 3), (6,)), **options)


@pytest.mark.parametrize("mode", ["constant", "reflect", "replicate", "circular"])
def test_padding(mode):
    compare("pad", drawn((2, 3, 7)), pad=(2, 1), mode=mode)
    compare("pad", drawn((2, 3, 7, 6)), pad=(2, 1, 0, 3), mode=mode)
    compare("pad", drawn((2, 3, 4, 5, 6)), pad=(1, 2, 3, 0, 1, 1), mode=mode)


def test_padding_by_a_number_and_cropping():
    compare("pad", drawn((2, 3, 7)), pad=(2, -1, -1, 1), value=0.5)


@pytest.mark.parametrize("mode", ["zeros", "reflect", "replicate", "circular"])
def test_convolutions_continue_their_input(mode):
    options = {"padding": 2, "padding_mode": mode}
    mine, other = (library.Conv2d(3, 4, 5, **options) for library in (nn, torch.nn))
    assert repr(mine) == repr(other)
    mine.load_state_dict(other.state_dict())
    (x,) = drawn((2, 3, 8, 9))
    expected = other(torch.tensor(x)).detach().numpy()
    np.testing.assert_allclose(mine(x).numpy(), expected, atol=1e-5)


@pytest.mark.parametrize("options", [{"size": 9}, {"scale_factor": 2}, {"scale_factor": 1.7}])
@pytest.mark.parametrize("mode", ["nearest", "nearest-exact", "linear"])
def test_interpolation(options, mode):
    names = ("linear", "bilinear", "trilinear")
    for n in (1, 2, 3):
        chosen = names[n - 1] if mode == "linear" else mode
        compare("interpolate", drawn((2, 3, 5, 4, 6)[: n + 2]), mode=chosen, **options)
        if mode == "linear":
            ends = {"mode": chosen, "align_corners": True}
            compare("interpolate", drawn((2, 3, 5, 4, 6)[: n + 2]), **ends, **options)


def test_patches_and_shuffles():
    options = {"kernel_size": (3, 2), "dilation": (1, 2), "padding": (1, 0), "stride": (2, 1)}
    compare("unfold", drawn((2, 3, 7, 8)), **options)
    compare("fold", drawn((2, 18, 24)), output_size=(7, 8), **options)
    compare("pixel_shuffle", drawn((2, 8, 3, 4)), upscale_factor=2)
    compare("pixel_unshuffle", drawn((2, 2, 6, 4)), downscale_factor=2)
    (x,) = drawn((2, 6, 3, 4))
    expected = torch.nn.ChannelShuffle(3)(torch.tensor(x)).numpy()
    np.testing.assert_array_equal(nn.ChannelShuffle(3)(x).numpy(), expected)


def test_pooling_otherwise():
    for n in (1, 2, 3):
        x = drawn((2, 3, 8, 7, 9)[: n + 2])
        compare(f"adaptive_avg_pool{n}d", x, output_size=3)
        compare(f"adaptive_max_pool{n}d", x, output_size=3)
        compare(f"lp_pool{n}d", [np.abs(x[0])], norm_type=2.5, kernel_size=2, tolerance=1e-5)
        compare(f"max_pool{n}d", x, kernel_size=3, stride=2, padding=1)
    (x,) = drawn((2, 3, 8, 7))
    compare("avg_pool2d", [x], kernel_size=3, divisor_override=4)
    samples = np.random.default_rng(2).random((2, 3, 2)).astype(np.float32)
    found = ours.fractional_max_pool2d(x, 2, (4, 5), _random_samples=pel.Tensor(samples))
    wanted = theirs.fractional_max_pool2d(
        torch.tensor(x), 2, (4, 5), _random_samples=torch.tensor(samples)
    )
    np.testing.assert_array_equal(found.numpy(), wanted.numpy())


@pytest.mark.parametrize("n", [1, 2, 3])
def test_maxima_know_their_places_and_go_back(n):
    (x,) = drawn((2, 3, 8, 6, 9)[: n + 2])
    for options in ({"kernel_size": 2}, {"kernel_size": 3, "stride": 2, "padding": 1}):
        mine = getattr(ours, f"max_pool{n}d")(x, return_indices=True, **options)
        other = getattr(theirs, f"max_pool{n}d")(torch.tensor(x), return_indices=True, **options)
        for a, b in zip(mine, other, strict=True):
            np.testing.assert_array_equal(a.numpy(), b.numpy())
        back = {"output_size": x.shape[2:], **options}
        found = getattr(ours, f"max_unpool{n}d")(*mine, **back)
        wanted = getattr(theirs, f"max_unpool{n}d")(*other, **back)
        np.testing.assert_allclose(found.numpy(), wanted.numpy(), rtol=1e-6)


def test_normalisation_by_neighbours_and_by_instance():
    for size in (3, 4, 5):
        options = {"size": size, "alpha": 0.3, "beta": 0.75, "k": 2.0}
        compare("local_response_norm", drawn((2, 7, 5, 4)), **options)
    for n in (1, 2, 3):
        compare("instance_norm", drawn((2, 3, 8, 7, 4)[: n + 2]))
    for tracked in (False, True):
        options = {"affine": True, "track_running_stats": tracked}
        mine, other = (library.InstanceNorm2d(3, **options) for library in (nn, torch.nn))
        assert repr(mine) == repr(other)
        assert list(mine.state_dict()) == list(other.state_dict())
        (x,) = drawn((4, 3, 5, 6))
        for train in (True, False):
            found, wanted = mine.train(train)(x), other.train(train)(torch.tensor(x))
            np.testing.assert_allclose(found.numpy(), wanted.detach().numpy(), atol=1e-5)


def test_normalisation():
    compare("layer_norm", [drawn((3, 4, 5))[0]], normalized_shape=(4, 5))
    compare("rms_norm", drawn((3, 4, 5)), normalized_shape=(5,))
    compare("group_norm", drawn((3, 4, 5, 5)), num_groups=2)
    for shape in ((6, 4), (6, 4, 5), (3, 4, 5, 5)):
        compare("batch_norm", drawn(shape), running_mean=None, running_var=None, training=True)


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_losses(reduction):
    scores, targets = drawn((6, 3), (6, 3))
    for smoothing in (0.0, 0.1):
        for target in (LABELS, SHARES):
            options = {"reduction": reduction, "label_smoothing": smoothing}
            compare("cross_entropy", [scores], [target], **options)
            weighted = [target, np.float32([0.5, 1, 2])]
            compare("cross_entropy", [scores], weighted, **options)
    compare("nll_loss", [scores], [LABELS, np.float32([0.5, 1, 2])], reduction=reduction)
    compare("kl_div", [np.log(SHARES)], [SHARES[::-1].copy()], reduction="sum")
    for name in ("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss"):
        compare(name, [scores, targets], reduction=reduction)
    compare("binary_cross_entropy_with_logits", [scores * 20], [SIGNS], reduction=reduction)
    compare("binary_cross_entropy", [SHARES], [SIGNS], reduction=reduction, tolerance=1e-5)


def layers(library):
    return [
        library.Linear(30, 40), library.Linear(3, 4, bias=False), library.Conv1d(3, 4, 3),
        library.Conv2d(8, 16, 3, padding=1, stride=2),
        library.Conv2d(4, 8, (3, 5), padding="same", bias=False, dilation=2, groups=2),
        library.LayerNorm(5), library.RMSNorm(4), library.Embedding(50, 30),
        library.Embedding(5, 3, padding_idx=1), library.Dropout(0.3), library.Flatten(),
        library.Unflatten(1, (2, 2)), library.Identity(), library.ReLU(inplace=True),
        library.LeakyReLU(0.2), library.PReLU(4), library.ELU(), library.GELU("tanh"),
        library.Softplus(), library.Hardtanh(), library.Softmax(dim=1), library.MaxPool2d(3, 2, 1),
        library.AvgPool2d(2), library.AdaptiveAvgPool2d((1, 1)), library.CrossEntropyLoss(),
        library.ConvTranspose2d(8, 16, 3, stride=2, padding=1, output_padding=1, groups=2),
        library.ConvTranspose1d(3, 4, 5, bias=False), library.Conv3d(4, 8, 3, dilation=2),
        library.BatchNorm3d(4), library.InstanceNorm1d(3), library.LocalResponseNorm(5),
        library.Bilinear(3, 4, 5), library.EmbeddingBag(9, 4, mode="sum"), library.Dropout2d(0.1),
        library.AlphaDropout(0.1), library.GLU(), library.RReLU(), library.Hardshrink(),
        library.Softshrink(0.3),
        library.Threshold(0.1, 2.0), library.Softmin(dim=1), library.Softmax2d(),
        library.Tanhshrink(), library.ZeroPad2d(2), library.ReflectionPad1d((1, 2)),
        library.ConstantPad3d(1, 2.5), library.CircularPad2d(1), library.PixelShuffle(2),
        library.PixelUnshuffle(2), library.ChannelShuffle(2), library.MaxPool3d(2),
        library.AvgPool3d(3, 1), library.AdaptiveMaxPool3d(2), library.LPPool2d(2.0, 3),
        library.CosineSimilarity(), library.TripletMarginLoss(),
    ]  # fmt: skip


def test_outlines_names_shapes_and_the_spread_of_first_values():
    torch.manual_seed(0)
    for mine, other in zip(layers(nn), layers(torch.nn), strict=True):
        assert repr(mine) == repr(other)
        state, wanted = mine.state_dict(), other.state_dict()
        assert list(state) == list(wanted)
        for name, value in state.items():
            assert value.shape == tuple(wanted[name].shape)
            if value.size > 500:
                assert value.std() == pytest.approx(float(wanted[name].std()), rel=0.15)


def test_state_travels_both_ways():
    def network(library):
        return library.Sequential(
            library.Conv2d(1, 2, 3), library.BatchNorm2d(2), library.ReLU(), library.Flatten(),
            library.Linear(8, 3),
        )  # fmt: skip

    mine, other = network(nn).eval(), network(torch.nn).eval()
    assert list(mine.state_dict()) == list(other.state_dict())
    mine.load_state_dict(other.state_dict())
    (x,) = drawn((5, 1, 4, 4))
    expected = other(torch.tensor(x)).detach().numpy()
    np.testing.assert_allclose(mine(x).numpy(), expected, atol=1e-6)
    other.load_state_dict({name: torch.tensor(v) for name, v in mine.state_dict().items()})
