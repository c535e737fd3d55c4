"""Sequences of different lengths as one: padded to the longest, or packed without padding."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from pellucid.core.errors import ArgumentError, PellucidError, ShapeError
from pellucid.tensor.functions.namespace import concat, full, moveaxis, stack
from pellucid.tensor.tensor import Tensor
from pellucid.tensor.transforms.tracing import as_tensor


class PackedSequence(NamedTuple):
    """Sequences without padding, step after step: `data` is (all steps of all, ...).

    `batch_sizes` says for each step how many sequences go on so long; the longest come first.
    `sorted_indices` says which sequences these are, `unsorted_indices` undoes it; both are None
    where they came in this order.
    """

    data: Tensor
    batch_sizes: np.ndarray
    sorted_indices: np.ndarray | None = None
    unsorted_indices: np.ndarray | None = None

    @property
    def lengths(self) -> np.ndarray:
        """The length of each sequence, the longest first."""
        return (self.batch_sizes[:, None] > np.arange(self.batch_sizes[0])).sum(0)


def pack_padded_sequence(
    input: Tensor, lengths: Any, batch_first: bool = False, enforce_sorted: bool = True
) -> PackedSequence:
    """The steps of sequences that are not padding, of `input` (steps, batch, ...).

    `lengths` are known numbers, 1 or more; the first is the largest where `enforce_sorted`.

    >>> pack_padded_sequence(Tensor([[1.0, 4.0], [2.0, 0.0]]), [2, 1]).data.tolist()
    [1.0, 4.0, 2.0]
    """
    x = as_tensor(input)
    x = moveaxis(x, 0, 1) if batch_first else x
    counts = known_lengths("pack_padded_sequence", lengths, x.shape[1], x.shape[0])
    if counts.min(initial=1) < 1:
        raise ArgumentError("pack_padded_sequence: every length is 1 or more", given=str(counts))
    order = np.argsort(-counts, kind="stable")
    if enforce_sorted and np.any(np.diff(counts) > 0):
        raise ArgumentError(
            "pack_padded_sequence: the longest sequence comes first", given=f"lengths={counts}",
            fix="enforce_sorted=False sorts them, and brings results back into this order",
        )  # fmt: skip
    if not enforce_sorted:
        return PackedSequence(*packed(x[:, order], counts[order]), order, np.argsort(order))
    return PackedSequence(*packed(x, counts))


def packed(x: Tensor, lengths: np.ndarray) -> tuple[Tensor, np.ndarray]:
    """The steps of (steps, batch, ...) that are not padding, and how many go on so long."""
    alive = lengths > np.arange(lengths.max(initial=0))[:, None]
    step, place = np.nonzero(alive)
    return x[step, place], alive.sum(1)


def padded(sequence: PackedSequence, value: float = 0.0, steps: int = 0) -> Tensor:
    """Sequences as (steps, batch, ...), the longest first."""
    lengths = sequence.lengths
    alive = lengths > np.arange(max(lengths.max(initial=0), steps))[:, None]
    places = np.where(alive, np.cumsum(alive).reshape(alive.shape) - 1, len(sequence.data))
    row = full((1, *sequence.data.shape[1:]), value, dtype=sequence.data.dtype)
    return concat([sequence.data, row])[places]


def pad_packed_sequence(
    sequence: PackedSequence, batch_first: bool = False, padding_value: float = 0.0,
    total_length: int | None = None,
) -> tuple[Tensor, np.ndarray]:  # fmt: skip
    """Packed sequences as (steps, batch, ...), in the order in which they were given, and their
    lengths.

    >>> packed = pack_padded_sequence(Tensor([[1.0, 4.0], [2.0, 0.0]]), [2, 1])
    >>> pad_packed_sequence(packed, padding_value=-1.0)[0].tolist()
    [[1.0, 4.0], [2.0, -1.0]]
    """
    lengths, steps = sequence.lengths, len(sequence.batch_sizes)
    if total_length is not None and total_length < steps:
        raise ArgumentError(
            f"pad_packed_sequence: total_length is {total_length}, the longest sequence {steps}"
        )
    x = padded(sequence, padding_value, total_length or 0)
    if sequence.unsorted_indices is not None:
        x, lengths = x[:, sequence.unsorted_indices], lengths[sequence.unsorted_indices]
    return (moveaxis(x, 0, 1) if batch_first else x), lengths


def pad_sequence(
    sequences: Sequence[Tensor], batch_first: bool = False, padding_value: float = 0.0,
    padding_side: str = "right",
) -> Tensor:  # fmt: skip
    """Sequences (own length, ...) as one tensor (steps, batch, ...), the shorter ones padded.

    >>> pad_sequence([Tensor([1.0, 2.0]), Tensor([3.0])], batch_first=True).tolist()
    [[1.0, 2.0], [3.0, 0.0]]
    """
    if padding_side not in {"left", "right"}:
        raise ArgumentError(f"pad_sequence: padding_side is left or right, not {padding_side!r}")
    rows = [as_tensor(x) for x in sequences]
    if not rows or any(x.ndim < 1 or x.shape[1:] != rows[0].shape[1:] for x in rows):
        raise ShapeError(
            "pad_sequence: sequences that differ in their first axis only are needed",
            given=", ".join(str(x.spec) for x in rows) or "none",
        )
    longest = max(len(x) for x in rows)
    found = []
    for x in rows:
        fill = full((longest - len(x), *x.shape[1:]), padding_value, dtype=x.dtype)
        parts = [x, fill] if padding_side == "right" else [fill, x]
        found.append(concat(parts) if len(x) < longest else x)
    return stack(found, axis=0 if batch_first else 1)


def unpad_sequence(
    padded_sequences: Tensor, lengths: Any, batch_first: bool = False
) -> list[Tensor]:
    """The sequences of a padded tensor, each of its own length."""
    x = as_tensor(padded_sequences)
    x = x if batch_first else moveaxis(x, 0, 1)
    counts = known_lengths("unpad_sequence", lengths, x.shape[0], x.shape[1])
    return [x[place, : int(count)] for place, count in enumerate(counts)]


def pack_sequence(sequences: Sequence[Tensor], enforce_sorted: bool = True) -> PackedSequence:
    """Sequences (own length, ...) packed.

    >>> pack_sequence([Tensor([1.0, 2.0]), Tensor([3.0])]).batch_sizes.tolist()
    [2, 1]
    """
    lengths = [len(x) for x in sequences]
    return pack_padded_sequence(pad_sequence(sequences), lengths, enforce_sorted=enforce_sorted)


def unpack_sequence(packed_sequences: PackedSequence) -> list[Tensor]:
    """The packed sequences, each of its own length."""
    x, lengths = pad_packed_sequence(packed_sequences)
    return unpad_sequence(x, lengths)


def known_lengths(asked: str, lengths: Any, batch: int, steps: int) -> np.ndarray:
    """Lengths as whole numbers, one for each sequence, none beyond the steps there are."""
    try:
        found = np.asarray(lengths.numpy() if isinstance(lengths, Tensor) else lengths)
    except PellucidError as error:
        raise ArgumentError(
            f"{asked}: the lengths decide shapes, so they must be known numbers",
            fix="inside a captured function call the layer with lengths=..., which masks",
        ) from error
    if found.shape != (batch,) or not (found.dtype.kind in "iu" or not found.size):
        raise ShapeError(
            f"{asked}: one whole number is needed for each of {batch} sequences",
            given=f"lengths={found.tolist()}",
        )
    if found.max(initial=0) > steps:
        raise ArgumentError(
            f"{asked}: a length of {found.max()} is more than the {steps} steps there are"
        )
    return found.astype(np.int64)
