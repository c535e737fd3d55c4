"""Wrong uses of layers: each is told by the layer and the user's own line, and what to do."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.core.errors import ArgumentError, PellucidError, ShapeError

RANDOM = np.random.default_rng(0)


def f(*shape):
    return pel.asarray(RANDOM.random(shape, dtype=np.float32))


def n(*shape):
    return pel.asarray(np.zeros(shape, np.int64))


EXPERTS = nn.Linear(4, 3), nn.Linear(4, 5)
# A layer, what it is given, and a part of what the message says.
WRONG = {
    "too few features": (nn.Linear(10, 3), [f(4, 8)], "Linear(8, ...)"),
    "one number": (nn.Linear(8, 3), [pel.asarray(1.0)], "not one number"),
    "two inputs of other batches": (nn.Bilinear(4, 5, 2), [f(3, 4), f(2, 5)], "leading axes"),
    "channels": (nn.Conv1d(3, 4, 3), [f(2, 4, 10)], "Conv1d(4, ...)"),
    "a window too large": (nn.Conv1d(3, 4, 5), [f(2, 3, 4)], "smaller kernel"),
    "flat pictures": (nn.Conv2d(1, 4, 3), [f(8, 784)], "channels, height, width"),
    "channels last": (nn.Conv2d(3, 4, 3), [f(8, 28, 28, 3)], "permute(0, 3, 1, 2)"),
    "no axis of channels": (nn.Conv3d(1, 4, 3), [f(8, 28, 28, 3)], "channel"),
    "channels of a transposed one": (nn.ConvTranspose2d(3, 4, 3), [f(2, 4, 5, 5)], "second axis"),
    "pooling what is flat": (nn.MaxPool2d(2), [f(2, 9)], "examples, channels"),
    "pooling a row": (nn.AvgPool1d(2), [f(9)], "examples, channels"),
    "pooling too few": (nn.MaxPool2d(5), [f(2, 1, 3, 3)], "smaller kernel"),
    "norms of what is flat": (nn.LPPool2d(2, 2), [f(2, 9)], "examples, channels"),
    "adapting what is flat": (nn.AdaptiveAvgPool2d(2), [f(2, 9)], "examples, channels"),
    "more windows than fit": (
        nn.FractionalMaxPool2d(2, output_size=9), [f(2, 1, 3, 3)], "at most 2"),
    "drawing from what is flat": (nn.StochasticPool2d(2), [f(2, 9)], "examples, channels"),
    "places of another pooling": (
        nn.MaxUnpool2d(2), [f(2, 1, 3, 3), n(2, 1, 2, 2)], "return_indices=True"),
    "channels of a norm": (nn.BatchNorm2d(5), [f(3, 6, 4, 4)], "BatchNorm2d(6)"),
    "rows for a norm of pictures": (nn.BatchNorm2d(6), [f(3, 6)], "BatchNorm1d takes rows"),
    "a batch of one": (nn.BatchNorm1d(6), [f(1, 6)], "eval()"),
    "last axes": (nn.LayerNorm((4, 5)), [f(3, 5, 4)], "make the layer for (5, 4)"),
    "groups of channels": (nn.GroupNorm(2, 6), [f(3, 5, 2)], "second axis"),
    "no channels": (nn.LocalResponseNorm(3), [f(3)], "x[None]"),
    "no pictures": (nn.LocalContrastNorm(3), [f(2, 9)], "x[:, None]"),
    "a row beyond the table": (nn.Embedding(5, 3), [pel.asarray([0, 7])], "a table of 8 rows"),
    "floats as places": (nn.Embedding(5, 3), [f(4)], "astype('int64')"),
    "bags without ends": (nn.EmbeddingBag(5, 3), [n(4)], "offsets"),
    "features of steps": (nn.LSTM(4, 5), [f(7, 3, 6)], "batch_first=True"),
    "one state for two": (nn.LSTM(4, 5), [f(7, 3, 4), f(1, 3, 5)], "a pair (h, c)"),
    "a state of two layers": (nn.GRU(4, 5), [f(7, 3, 4), f(2, 3, 5)], "the others with h"),
    "too few to shuffle": (nn.PixelShuffle(2), [f(2, 3, 4, 4)], "4 times the channels"),
    "an odd picture": (nn.PixelUnshuffle(2), [f(2, 1, 5, 5)], "pad or crop"),
    "groups to shuffle": (nn.ChannelShuffle(2), [f(2, 5, 3, 3)], "multiple of the groups"),
    "nothing to resize": (nn.Upsample(scale_factor=2), [f(2, 3)], "after the channels"),
    "mirrors wider than the picture": (nn.ReflectionPad2d(5), [f(1, 3, 4, 4)], "pad by less"),
    "slopes of channels": (nn.PReLU(5), [f(3, 4)], "PReLU(4)"),
    "no two halves": (nn.GLU(), [f(3, 5)], "twice as wide"),
    "rows for pictures": (nn.Softmax2d(), [f(3, 4)], "Softmax(dim=1)"),
    "channels to drop": (nn.Dropout2d(), [f(3)], "whole channels"),
    "pieces of a row": (nn.LWTA(2), [f(2, 5)], "multiple of the groups"),
    "centres": (nn.RBF(4, 3), [f(2, 5)], "as many features"),
    "one input for two": (nn.Parallel(*EXPERTS), [f(2, 4)], "Concat"),
    "results that do not add": (nn.Sum(*EXPERTS), [f(2, 4)], "3 and 5"),
    "results that do not multiply": (nn.Product(*EXPERTS), [f(2, 4)], "3 and 5"),
    "no way round": (nn.Residual(nn.Linear(4, 3)), [f(2, 4)], "shortcut"),
    "shifting rows": (nn.RandomShift(2), [f(3, 4)], "x[None]"),
    "mirroring numbers": (nn.RandomHorizontalFlip(), [f(3)], "counts pictures"),
    "labels of other rows": (nn.CrossEntropyLoss(), [f(3, 4), n(5)], "3 rows of scores"),
    "a column for a row": (nn.MSELoss(), [f(3, 1), f(3)], "reshape((3, 1))"),
    "gains of other classes": (nn.InfogainLoss(np.eye(4)), [f(3, 5), n(3)], "one row for each"),
    "text": (nn.Linear(3, 2), ["abc"], "np.asarray"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_the_layer_and_the_line_are_named(name):
    layer, given, part = WRONG[name]
    with pytest.raises(PellucidError) as caught:
        layer(*given)
    error = caught.value
    assert type(layer).__name__ in error.layer
    assert error.at.startswith("test_wrong_uses.py:")
    assert error.fix
    assert part in str(error), error


def test_inside_a_network_the_path_is_named_too():
    for wrong in (nn.MaxPool2d(2), nn.PReLU(5), nn.Residual(nn.Linear(4, 3))):
        network = nn.Sequential(nn.Linear(8, 4), wrong)
        for call in (network, pel.compile(network)):
            with pytest.raises(ShapeError) as caught:
                call(f(2, 8))
            assert caught.value.layer.startswith(f"Sequential.1: {type(wrong).__name__}")
            assert caught.value.at.startswith("test_wrong_uses.py:")


@pytest.mark.parametrize(
    ("make", "part"),
    [
        (lambda: nn.GroupNorm(4, 6), "1 takes them all together"),
        (lambda: nn.Conv2d(3, 4, 3, groups=2), "1 connects all channels"),
        (lambda: nn.LSTM(4, 5, num_layers=0), "input_size, hidden_size, num_layers"),
        (lambda: nn.Dropout(1.5), "0 to 1"),
        (lambda: nn.ZeroPad2d((1, 1, 1)), "one number for all sides"),
        (lambda: nn.MaxPool2d(2, padding=2)(f(1, 1, 4, 4)), "larger window"),
    ],
)
def test_a_layer_that_cannot_be_is_told_where_it_is_made(make, part):
    with pytest.raises(ArgumentError) as caught:
        make()
    assert caught.value.at.startswith("test_wrong_uses.py:")
    assert part in caught.value.fix
