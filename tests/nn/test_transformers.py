"""Attention layers, transformers and positions, beside PyTorch's where it is installed."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.core.errors import ArgumentError, DTypeError, ShapeError
from pellucid.nn.sequences.positions import sinusoids

BATCH, PLACES, KEYS, WIDTH, HEADS = 3, 5, 7, 12, 4
DTYPES = ("float32", "float64")


def drawn(*shape, seed=0, dtype="float32"):
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


ATTENTIONS = [
    {},
    {"batch_first": True},
    {"bias": False},
    {"kdim": 6, "vdim": 10},
    {"add_bias_kv": True},
    {"add_zero_attn": True, "batch_first": True},
    {"add_bias_kv": True, "add_zero_attn": True, "kdim": 8},
]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("options", ATTENTIONS, ids=str)
def test_attention_with_heads_is_pytorchs(options, dtype, compare):
    def make(library, **more):
        return library.MultiheadAttention(WIDTH, HEADS, **options, **more)

    def turned(x):
        return x if options.get("batch_first") else np.ascontiguousarray(x.swapaxes(0, 1))

    sizes = (
        (PLACES, WIDTH),
        (KEYS, options.get("kdim", WIDTH)),
        (KEYS, options.get("vdim", WIDTH)),
    )
    inputs = [turned(drawn(BATCH, *s, seed=n, dtype=dtype)) for n, s in enumerate(sizes)]
    padding = np.arange(KEYS) >= np.array([[KEYS], [KEYS - 2], [3]])
    places = np.triu(np.ones((PLACES, KEYS), bool), 3)
    added = drawn(BATCH * HEADS, PLACES, KEYS, seed=8, dtype=dtype)
    compare(make, lambda f, q, k, v: f(q, k, v), inputs, dtype)
    compare(make, lambda f, q, k, v: f(q, k, v, need_weights=False), inputs, dtype)
    compare(
        make, lambda f, q, k, v, a, b: f(q, k, v, a, attn_mask=b, average_attn_weights=False),
        inputs, dtype, (padding, places),
    )  # fmt: skip
    compare(
        make, lambda f, q, k, v, a: f(q, k, v, need_weights=False, attn_mask=a),
        inputs, dtype, (added,),
    )  # fmt: skip


@pytest.mark.parametrize("dtype", DTYPES)
def test_attention_of_one_example_and_of_itself_is_pytorchs(dtype, compare):
    def make(library, **more):
        return library.MultiheadAttention(WIDTH, HEADS, **more)

    x = drawn(PLACES, WIDTH, dtype=dtype)
    padding = np.arange(PLACES) > 3
    compare(make, lambda f, x, p: f(x, x, x, p), [x], dtype, (padding,))
    mask = np.triu(np.full((PLACES, PLACES), -np.inf, dtype), 1)
    compare(make, lambda f, x, m: f(x, x, x, attn_mask=m, is_causal=True), [x], dtype, (mask,))


def test_causal_attention_is_the_same_with_and_without_weights():
    layer, x = nn.MultiheadAttention(WIDTH, HEADS, batch_first=True), drawn(2, PLACES, WIDTH)
    x = pel.Tensor(x)
    with_weights, weights = layer(x, x, x, is_causal=True)
    without, none = layer(x, x, x, need_weights=False, is_causal=True)
    assert none is None
    np.testing.assert_allclose(with_weights.numpy(), without.numpy(), atol=1e-6)
    assert not np.triu(weights.numpy(), 1).any()


def test_dropout_of_weights_acts_in_training_only():
    layer, x = nn.MultiheadAttention(WIDTH, HEADS, dropout=0.5), pel.Tensor(drawn(9, 2, WIDTH))
    assert not np.array_equal(layer(x, x, x)[0].numpy(), layer(x, x, x)[0].numpy())
    layer.eval()
    np.testing.assert_array_equal(layer(x, x, x)[0].numpy(), layer(x, x, x)[0].numpy())


LAYERS = [
    {},
    {"norm_first": True, "batch_first": True},
    {"activation": "gelu", "bias": False},
]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("options", LAYERS, ids=str)
def test_layers_of_encoder_and_decoder_are_pytorchs(options, dtype, compare):
    def encoder(library, **more):
        return library.TransformerEncoderLayer(WIDTH, HEADS, 20, 0.0, **options, **more)

    def decoder(library, **more):
        return library.TransformerDecoderLayer(WIDTH, HEADS, 20, 0.0, **options, **more)

    first = options.get("batch_first")
    shapes = [(BATCH, n, WIDTH) if first else (n, BATCH, WIDTH) for n in (PLACES, KEYS)]
    x, memory = (drawn(*s, seed=n, dtype=dtype) for n, s in enumerate(shapes))
    mask = np.triu(np.ones((PLACES, PLACES), bool), 1)
    padding = np.arange(KEYS) >= np.array([[KEYS], [KEYS - 2], [3]])
    short = np.arange(PLACES) >= np.array([[PLACES], [PLACES - 2], [3]])
    compare(encoder, lambda f, x, m, p: f(x, m, p), [x], dtype, (mask, short))
    compare(
        decoder, lambda f, x, y, m, p: f(x, y, m, memory_key_padding_mask=p),
        [x, memory], dtype, (mask, padding),
    )  # fmt: skip


@pytest.mark.parametrize("dtype", DTYPES)
def test_whole_transformers_are_pytorchs(dtype, compare):
    def make(library, **more):
        return library.Transformer(WIDTH, HEADS, 2, 2, 20, 0.0, batch_first=True, **more)

    source, target = (drawn(BATCH, n, WIDTH, seed=n, dtype=dtype) for n in (KEYS, PLACES))
    mask = np.triu(np.full((PLACES, PLACES), -np.inf, dtype), 1)
    padding = np.arange(KEYS) >= np.array([[KEYS], [KEYS - 2], [3]])
    compare(
        make,
        lambda f, x, y, m, p: f(
            x, y, tgt_mask=m, src_key_padding_mask=p, memory_key_padding_mask=p
        ),
        [source, target], dtype, (mask, padding),
    )  # fmt: skip


def test_stacks_are_copies_of_a_layer_and_a_norm():
    layer = nn.TransformerEncoderLayer(WIDTH, HEADS, 20, batch_first=True)
    stack = nn.TransformerEncoder(layer, 2, nn.LayerNorm(WIDTH)).eval()
    x = pel.Tensor(drawn(BATCH, PLACES, WIDTH))
    layer.eval()
    wanted = stack.norm(layer(layer(x)))
    np.testing.assert_allclose(stack(x).numpy(), wanted.numpy(), atol=1e-6)
    assert stack.layers[0].linear1.weight is not stack.layers[1].linear1.weight


def test_a_transformer_trains_as_one_program():
    network = nn.Transformer(WIDTH, HEADS, 1, 1, 20, batch_first=True)
    optimizer = pel.optim.Adam(network.parameters(), lr=3e-3)
    mask = nn.Transformer.generate_square_subsequent_mask(PLACES)

    @pel.compile
    def step(source, target):
        loss = nn.mse_loss(network(source, target, tgt_mask=mask), target)
        optimizer.minimize(loss)
        return loss

    source, target = drawn(BATCH, KEYS, WIDTH), drawn(BATCH, PLACES, WIDTH, seed=1)
    losses = [float(step(source, target)) for _ in range(30)]
    assert losses[-1] < 0.8 * losses[0]


def test_rotary_positions_turn_pairs_by_an_angle_that_grows():
    x = drawn(2, 6, 8)
    found = nn.functional.rotary(pel.Tensor(x)).numpy()
    a, b = x[..., :4], x[..., 4:]
    angles = np.arange(6)[:, None] * 10000.0 ** (-np.arange(4) / 4)
    wanted = np.concatenate(
        [a * np.cos(angles) - b * np.sin(angles), a * np.sin(angles) + b * np.cos(angles)], -1
    )
    np.testing.assert_allclose(found, wanted, atol=1e-6)
    next_to = nn.functional.rotary(pel.Tensor(x), interleaved=True).numpy()
    order = np.r_[0:8:2, 1:8:2]  # neighbours as halves
    halves = nn.functional.rotary(pel.Tensor(x[..., order])).numpy()
    np.testing.assert_allclose(next_to[..., order], halves, atol=1e-6)


def test_rotary_products_depend_on_the_distance_alone():
    q, k = drawn(1, 8), drawn(1, 8, seed=1)

    def product(at, other):
        turned = [
            nn.functional.rotary(pel.Tensor(x), np.array([place]))
            for x, place in ((q, at), (k, other))
        ]
        return float((turned[0] * turned[1]).sum())

    assert abs(product(5, 2) - product(13, 10)) < 1e-5
    assert abs(product(5, 2) - product(5, 3)) > 1e-3


def test_sinusoids_are_those_of_the_paper():
    table = sinusoids(50, 16)
    for place in (0, 7, 49):
        for i in range(8):
            angle = place / 10000 ** (2 * i / 16)
            assert abs(table[place, 2 * i] - np.sin(angle)) < 1e-12
            assert abs(table[place, 2 * i + 1] - np.cos(angle)) < 1e-12
    x = pel.zeros((3, 50, 16))
    np.testing.assert_allclose(nn.SinusoidalPositions(16)(x).numpy()[1], table, atol=1e-6)


def test_what_does_not_fit_is_an_error():
    layer, x = nn.MultiheadAttention(WIDTH, HEADS), pel.zeros((PLACES, BATCH, WIDTH))
    with pytest.raises(ArgumentError, match="num_heads divides"):
        nn.MultiheadAttention(10, 4)
    with pytest.raises(ShapeError, match="attn_mask is of shape"):
        layer(x, x, x, attn_mask=pel.zeros((PLACES, KEYS)))
    with pytest.raises(DTypeError, match="holds True"):
        layer(x, x, x, key_padding_mask=pel.zeros((BATCH, PLACES), dtype="int32"))
    with pytest.raises(ShapeError, match="two axes, or three"):
        layer(x, x[0], x[0])
    with pytest.raises(ArgumentError, match="no activation"):
        nn.TransformerEncoderLayer(WIDTH, HEADS, activation="sine")
    with pytest.raises(ShapeError, match="12 features"):
        nn.Transformer(WIDTH, HEADS, 1, 1, 20)(pel.zeros((4, 2, 8)), x)
    with pytest.raises(ArgumentError, match="even number"):
        nn.SinusoidalPositions(7)
