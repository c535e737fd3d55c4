"""Blocks turned in registers, whichever of loads and stores lies along the lanes."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn


def reader(units, batch):
    """An LSTM over symbols: the loop reads looked-up rows with examples side by side."""
    network = nn.Sequential(nn.Embedding(20, 8), nn.LSTM(8, units, batch_first=True))
    symbols = np.random.default_rng(0).integers(0, 20, (batch, 6))
    return network, pel.asarray(symbols)


def test_rows_are_looked_up_along_themselves_and_stored_across():
    network, symbols = reader(32, 32)
    notes = [note for k in pel.see(lambda x: network(x)[0], symbols).kernels for note in k.notes]
    assert any("lanes along j (32), turned with k in registers" in note for note in notes)


@pytest.mark.parametrize(("units", "batch"), [(32, 32), (5, 16), (7, 33), (16, 19)])
def test_what_is_looked_up_and_turned_is_what_the_reference_finds(units, batch):
    network, symbols = reader(units, batch)
    for found, wanted in zip(
        pel.compile(network)(symbols)[1], of_reference(network, symbols), strict=True
    ):
        np.testing.assert_allclose(found.numpy(), wanted.numpy(), rtol=1e-5, atol=1e-6)


def of_reference(network, symbols):
    with pel.using(backend="reference"):
        return network(symbols)[1]
