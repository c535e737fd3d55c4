"""Sequences of different lengths, padded or packed, where PyTorch has them."""
# ruff: noqa: PLC0414  this file, like an __init__, only lists public names

from pellucid.nn.sequences.packing import (
    PackedSequence as PackedSequence,
    pack_padded_sequence as pack_padded_sequence,
    pack_sequence as pack_sequence,
    pad_packed_sequence as pad_packed_sequence,
    pad_sequence as pad_sequence,
    unpack_sequence as unpack_sequence,
    unpad_sequence as unpad_sequence,
)
