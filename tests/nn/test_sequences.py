"""Sequences of different lengths, cells and alignments, beside PyTorch's where it is installed."""

import itertools

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.core.errors import ArgumentError, ShapeError

LENGTHS = [3, 6, 1, 4]
DTYPES = ("float32", "float64")
KINDS = {"RNN": nn.RNN, "GRU": nn.GRU, "LSTM": nn.LSTM}
SHAPES = [
    {},
    {"num_layers": 2, "bidirectional": True},
    {"bias": False, "batch_first": True},
]


def drawn(*shape, seed=0, dtype="float32"):
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def rows_of(dtype="float32"):
    return [drawn(n, 5, seed=n, dtype=dtype) for n in LENGTHS]


# Padding and packing


@pytest.mark.parametrize("first", [False, True])
def test_packing_and_padding_are_pytorchs(first):
    torch = pytest.importorskip("torch")
    theirs = torch.nn.utils.rnn
    rows = rows_of()
    mine, other = [pel.Tensor(x) for x in rows], [torch.tensor(x) for x in rows]
    for side in ("left", "right"):
        options = {"batch_first": first, "padding_value": 0.5, "padding_side": side}
        padded = nn.pad_sequence(mine, **options)
        np.testing.assert_array_equal(padded.numpy(), theirs.pad_sequence(other, **options))
    found = nn.pack_padded_sequence(padded, LENGTHS, first, enforce_sorted=False)
    wanted = theirs.pack_padded_sequence(torch.tensor(padded.numpy()), LENGTHS, first, False)
    for a, b in zip(found, wanted, strict=True):
        np.testing.assert_array_equal(np.asarray(a), b.numpy())
    options = {"batch_first": first, "padding_value": -1.0, "total_length": 8}
    for a, b in zip(
        nn.pad_packed_sequence(found, **options),
        theirs.pad_packed_sequence(wanted, **options),
        strict=True,
    ):
        np.testing.assert_array_equal(np.asarray(a), b.numpy())


def test_what_is_packed_is_unpacked():
    rows = [pel.Tensor(x, requires_grad=True) for x in rows_of()]
    packed = nn.pack_sequence(rows, enforce_sorted=False)
    assert packed.lengths.tolist() == sorted(LENGTHS, reverse=True)
    for a, b in zip(nn.unpack_sequence(packed), rows, strict=True):
        np.testing.assert_array_equal(a.numpy(), b.numpy())
    (packed.data * packed.data).sum().backward()
    for x in rows:
        np.testing.assert_allclose(x.grad.numpy(), 2 * x.numpy())


def test_lengths_that_do_not_fit_are_an_error():
    x = pel.zeros((6, 4, 5))
    with pytest.raises(ArgumentError, match="longest sequence comes first"):
        nn.pack_padded_sequence(x, LENGTHS)
    with pytest.raises(ArgumentError, match="1 or more"):
        nn.pack_padded_sequence(x, [6, 4, 3, 0])
    with pytest.raises(ArgumentError, match="more than the 6 steps"):
        nn.pack_padded_sequence(x, [7, 4, 3, 1])
    with pytest.raises(ShapeError, match="each of 4 sequences"):
        nn.pack_padded_sequence(x, [6, 4])
    with pytest.raises(ShapeError, match="each of 4 sequences"):
        nn.GRU(5, 3)(x, lengths=[6, 4])
    packed = nn.pack_padded_sequence(x, [6, 4, 3, 1])
    with pytest.raises(ArgumentError, match="total_length"):
        nn.pad_packed_sequence(packed, total_length=3)
    with pytest.raises(ArgumentError, match=r"lengths=\.\.\."):
        pel.compile(lambda x, n: nn.pack_padded_sequence(x, n).data)(x, np.array([6, 4, 3, 1]))


# Layers


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("options", SHAPES, ids=str)
@pytest.mark.parametrize("kind", KINDS)
def test_layers_on_packed_sequences_are_pytorchs(kind, options, dtype, compare):
    ways = 2 if options.get("bidirectional") else 1
    count = options.get("num_layers", 1) * ways

    def make(library, **more):
        return getattr(library, kind)(5, 7, **options, **more)

    def run(layer, data, *first):
        ours = isinstance(layer, nn.Module)
        pack = nn if ours else pytest.importorskip("torch").nn.utils.rnn
        first_axis = options.get("batch_first", False)
        x = pack.pack_padded_sequence(data, LENGTHS, first_axis, enforce_sorted=False)
        found, ends = layer(x, first if kind == "LSTM" else first[0])
        return found.data, ends

    x = nn.pad_sequence(rows_of(dtype), batch_first=options.get("batch_first", False)).numpy()
    first = [drawn(count, 4, 7, seed=n, dtype=dtype) for n in range(KINDS[kind].states)]
    compare(make, run, [x, *first], dtype, native=not options)


@pytest.mark.filterwarnings("ignore:LSTM with projections")
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("options", [{}, {"num_layers": 2, "bidirectional": True}], ids=str)
def test_projected_states_are_pytorchs(options, dtype, compare):
    def make(library, **more):
        return library.LSTM(5, 7, proj_size=3, **options, **more)

    compare(make, lambda layer, x: layer(x), [drawn(6, 4, 5, dtype=dtype)], dtype, native=True)


@pytest.mark.parametrize("kind", KINDS)
def test_masked_lengths_are_each_sequence_alone(kind):
    layer = KINDS[kind](5, 7, bidirectional=True)
    x, lengths = nn.pad_sequence(rows_of()), np.array(LENGTHS)
    found, ends = pel.compile(lambda x, n: layer(x, lengths=n))(x, lengths)
    ends = ends if kind == "LSTM" else (ends,)
    for place, row in enumerate(rows_of()):
        alone, last = layer(pel.Tensor(row))
        np.testing.assert_allclose(found.numpy()[: len(row), place], alone.numpy(), atol=1e-6)
        assert not found.numpy()[len(row) :, place].any()
        for a, b in zip(ends, last if kind == "LSTM" else (last,), strict=True):
            np.testing.assert_allclose(a.numpy()[:, place], b.numpy(), atol=1e-6)


CELLS = [
    ("RNNCell", {}, 1),
    ("RNNCell", {"nonlinearity": "relu", "bias": False}, 1),
    ("GRUCell", {}, 1),
    ("LSTMCell", {}, 2),
    ("LSTMCell", {"bias": False}, 2),
]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(("kind", "options", "states"), CELLS, ids=str)
def test_cells_are_pytorchs(kind, options, states, dtype, compare):
    def make(library, **more):
        return getattr(library, kind)(5, 7, **options, **more)

    def run(layer, x, *state):
        return layer(x, state if states == 2 else state[0]), layer(x), layer(x[0])

    first = [drawn(4, 7, seed=n, dtype=dtype) for n in range(states)]
    compare(make, run, [drawn(4, 5, dtype=dtype), *first], dtype)


def test_cells_refuse_what_does_not_fit():
    cell = nn.LSTMCell(5, 7)
    assert repr(nn.RNNCell(5, 7, nonlinearity="relu")) == "RNNCell(5, 7, nonlinearity=relu)"
    with pytest.raises(ShapeError, match="one step of 5 features"):
        cell(pel.zeros((3, 2, 5)))
    with pytest.raises(ShapeError, match="a state of shape"):
        cell(pel.zeros((2, 5)), (pel.zeros((2, 5)), pel.zeros((2, 7))))
    with pytest.raises(ArgumentError, match="proj_size is less"):
        nn.LSTM(5, 7, proj_size=7)


# Connectionist temporal classification

STEPS, CLASSES = 8, 5
TARGETS = np.array([[1, 2, 3], [2, 2, 0], [4, 0, 0], [1, 1, 1]])
COUNTS, ENDS = np.array([3, 2, 0, 3]), np.array([8, 6, 7, 4])  # the last has no alignment


def log_softmax(x):
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


def by_counting(logs, target, blank=0):
    """Minus the logarithm of the sum over every sequence of symbols that reads as the target."""
    total = 0.0
    for path in itertools.product(range(logs.shape[1]), repeat=len(logs)):
        read = [s for n, s in enumerate(path) if s != blank and (n == 0 or s != path[n - 1])]
        if read == list(target):
            total += np.exp(sum(logs[n, s] for n, s in enumerate(path)))
    return -np.log(total)


def test_the_loss_counts_every_alignment():
    logs = log_softmax(drawn(5, 1, 3, dtype="float64"))
    for target in ([1], [1, 2], [2, 2], [1, 2, 1], []):
        rows = np.array([target + [0] * (3 - len(target))])
        found = nn.functional.ctc_loss(logs, rows, [5], [len(target)], reduction="sum")
        assert abs(float(found) - by_counting(logs[:, 0], target)) < 1e-9


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("zero_infinity", [False, True])
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_the_loss_and_its_gradient_are_pytorchs(reduction, zero_infinity, dtype):
    torch = pytest.importorskip("torch")
    limit = 1e-5 if dtype == "float32" else 1e-9
    some = slice(None) if zero_infinity else slice(3)  # elsewhere gradients are NaN
    logs = log_softmax(drawn(STEPS, 4, CLASSES, dtype=dtype))[:, some]
    targets, counts, ends = TARGETS[some], COUNTS[some], ENDS[some]
    listed = np.concatenate([t[:n] for t, n in zip(targets, counts, strict=True)])
    options = {"reduction": reduction, "zero_infinity": zero_infinity}
    other = torch.tensor(logs, requires_grad=True)
    wanted = torch.nn.functional.ctc_loss(
        other, *map(torch.tensor, (targets, ends, counts)), **options
    )
    seed = drawn(*wanted.shape, dtype=dtype)
    (wanted * torch.tensor(seed)).sum().backward()
    for given in (targets, listed):
        x = pel.Tensor(logs, requires_grad=True)
        found = nn.CTCLoss(**options)(x, given, ends, counts)
        (found * pel.Tensor(seed)).sum().backward()
        pel.realize(found, x.grad)
        np.testing.assert_allclose(found.numpy(), wanted.detach().numpy(), rtol=limit)
        np.testing.assert_allclose(x.grad.numpy(), other.grad.numpy(), atol=limit)


def test_what_has_no_alignment_is_infinite_or_left_out():
    logs = log_softmax(drawn(STEPS, 4, CLASSES))
    losses = nn.functional.ctc_loss(logs, TARGETS, ENDS, COUNTS, reduction="none").numpy()
    assert np.isfinite(losses).tolist() == [True, True, True, False]
    left = nn.functional.ctc_loss(
        logs, TARGETS, ENDS, COUNTS, reduction="none", zero_infinity=True
    ).numpy()
    np.testing.assert_array_equal(left, np.where(np.isfinite(losses), losses, 0))


def test_another_blank_and_one_example_without_a_batch():
    logs = log_softmax(drawn(STEPS, CLASSES))
    found = nn.functional.ctc_loss(logs, np.array([0, 1]), 8, 2, blank=4, reduction="none")
    assert found.shape == ()
    swapped = logs[:, [4, 0, 1, 2, 3]]
    wanted = nn.functional.ctc_loss(swapped, np.array([1, 2]), 8, 2, reduction="none")
    np.testing.assert_allclose(found.numpy(), wanted.numpy(), rtol=1e-6)


def test_a_network_learns_where_symbols_stand():
    network = nn.LSTM(3, CLASSES)
    optimizer = pel.optim.Adam(network.parameters(), lr=0.05)
    x = drawn(STEPS, 3, 3)

    @pel.compile
    def step(x, targets, steps, counts):
        logs = nn.functional.log_softmax(network(x)[0] * 4, -1)
        loss = nn.functional.ctc_loss(logs, targets, steps, counts)
        optimizer.minimize(loss)
        return loss

    given = (x, TARGETS[:3], ENDS[:3], COUNTS[:3])
    losses = [float(step(*given)) for _ in range(40)]
    assert losses[-1] < 0.3 * losses[0]


def test_targets_that_do_not_fit_are_an_error():
    logs = log_softmax(drawn(STEPS, 4, CLASSES))
    with pytest.raises(ShapeError, match="add up to 8"):
        nn.functional.ctc_loss(logs, np.array([1, 2]), ENDS, COUNTS)
    with pytest.raises(ShapeError, match="target_lengths holds"):
        nn.functional.ctc_loss(logs, TARGETS, ENDS, [1, 2])
    with pytest.raises(ShapeError, match="blank one of the classes"):
        nn.functional.ctc_loss(logs, TARGETS, ENDS, COUNTS, blank=9)
    with pytest.raises(ShapeError, match="one after the other"):
        nn.functional.ctc_loss(logs, TARGETS[:2], ENDS, COUNTS)
    with pytest.raises(ArgumentError, match="padded"):
        pel.compile(nn.functional.ctc_loss)(logs, np.arange(8) % 4 + 1, ENDS, COUNTS)
