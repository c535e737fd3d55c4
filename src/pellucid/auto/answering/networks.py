"""The networks of the recipes, by name, as a saved model names them."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from pellucid import nn
from pellucid.auto.answering.saving import NetworkSizes
from pellucid.auto.columns.objectives import default_objective
from pellucid.auto.encoding.encode import Encoder
from pellucid.auto.training import blend, realmlp, recipe
from pellucid.auto.training.tabm import TabM
from pellucid.runtime.storage import ALIGNMENT

Single = realmlp.RealMLP | recipe.RealMLP  # networks of one kind
Network = Single | blend.Blend


def sizes_of(network: Network) -> NetworkSizes:
    """What makes the network again, beside the encoder."""
    members = 1 if isinstance(network, recipe.RealMLP) else network.members
    sizes = (network.inputs, network.outputs, network.activation, members, network.objective)
    if isinstance(network, blend.Blend):
        return NetworkSizes(blend.NAME, *sizes, network.tabm.members)
    is_first = isinstance(network, recipe.RealMLP)
    return NetworkSizes(recipe.NAME if is_first else realmlp.NAME, *sizes)


def network_of(sizes: NetworkSizes, encoder: Encoder, arrays: Mapping[str, Any]) -> Network:
    """The network with these values. ValueError when they do not fit."""
    if sizes.recipe not in {recipe.NAME, realmlp.NAME, blend.NAME}:
        raise ValueError("the recipe is unknown")
    if (sizes.families > 0) != (sizes.recipe == blend.NAME):
        raise ValueError("the families do not fit the recipe")
    scale = arrays["realmlp.scale" if sizes.recipe == blend.NAME else "scale"]
    if scale.shape != scale_shape(sizes, encoder) or any(
        array.dtype != np.float32 for array in arrays.values()
    ):
        raise ValueError("the weights do not fit the network")
    network = untrained(sizes, encoder)
    network.load_state_dict(arrays)
    return network


def scale_shape(sizes: NetworkSizes, encoder: Encoder) -> tuple[int, ...]:
    """The shape of the scaling layer, by which wrong weights are known before any is made."""
    if sizes.recipe == recipe.NAME:
        return (sizes.inputs,)
    numbers, tables = int(encoder.is_number.sum()), sum(size > 0 for size in encoder.tables)
    width = sizes.inputs + realmlp.EMBEDDED * numbers + (realmlp.LEVEL_WIDTH - 1) * tables
    return (sizes.members, width)


def untrained(sizes: NetworkSizes, encoder: Encoder) -> Network:
    """The network that values are loaded into."""
    if sizes.recipe == recipe.NAME:
        return recipe.RealMLP(
            sizes.inputs, sizes.outputs, sizes.activation, objective=sizes.objective
        )
    columns: dict[str, Any] = {"is_number": encoder.is_number.tolist(), "tables": encoder.tables}
    network = realmlp.RealMLP(
        sizes.outputs, sizes.activation, members=sizes.members, objective=sizes.objective, **columns
    )
    if sizes.recipe == realmlp.NAME:
        return network
    objective = default_objective(sizes.activation, sizes.objective)
    return blend.Blend(network, TabM(sizes.outputs, objective, members=sizes.families, **columns))


def line_up(network: nn.Module) -> None:
    """Move values to addresses that whole vectors are read from: a row alone waits for little but
    its weights, and came in 54 microseconds instead of 59 from five networks."""
    for values in network.parameters():
        if values.storage().address % ALIGNMENT:
            values.replace(values.storage().copy())


def order_of(network: Network) -> np.ndarray:
    """The columns of the encoder's matrix in the order in which the network takes them."""
    return np.arange(network.inputs) if isinstance(network, recipe.RealMLP) else network.order


def function_of(network: Network) -> Callable[..., Any]:
    """What a network answers, as a function of rows whose columns are in its own order: (n, inputs)
    to (n, outputs).
    """
    return network.forward if isinstance(network, recipe.RealMLP) else network.together
