"""The networks of the recipes, by name, as a saved model names them."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from pellucid.auto.answering.saving import NetworkSizes
from pellucid.auto.encoding.encode import Encoder
from pellucid.auto.training import realmlp, recipe

Network = realmlp.RealMLP | recipe.RealMLP


def sizes_of(network: Network) -> NetworkSizes:
    """What makes the network again, beside the encoder."""
    members = 1 if isinstance(network, recipe.RealMLP) else network.members
    name = recipe.NAME if isinstance(network, recipe.RealMLP) else realmlp.NAME
    sizes = (network.inputs, network.outputs, network.activation, members)
    return NetworkSizes(name, *sizes, network.objective)


def network_of(sizes: NetworkSizes, encoder: Encoder, arrays: Mapping[str, Any]) -> Network:
    """The network with these values. ValueError when they do not fit."""
    flags, tables = encoder.is_number, sum(size > 0 for size in encoder.tables)
    width = sizes.inputs + realmlp.EMBEDDED * int(flags.sum())
    width += (realmlp.LEVEL_WIDTH - 1) * tables
    shapes = {
        recipe.NAME: (sizes.inputs,),
        realmlp.NAME: (sizes.members, width),
    }
    if sizes.recipe not in shapes:
        raise ValueError("the recipe is unknown")
    if arrays["scale"].shape != shapes[sizes.recipe] or any(
        array.dtype != np.float32 for array in arrays.values()
    ):
        raise ValueError("the weights do not fit the network")
    network: Network
    if sizes.recipe == recipe.NAME:
        network = recipe.RealMLP(
            sizes.inputs, sizes.outputs, sizes.activation, objective=sizes.objective
        )
    else:
        network = realmlp.RealMLP(
            sizes.outputs, sizes.activation, is_number=flags.tolist(), members=sizes.members,
            objective=sizes.objective, tables=encoder.tables,
        )  # fmt: skip
    network.load_state_dict(arrays)
    return network


def order_of(network: Network) -> np.ndarray:
    """The columns of the encoder's matrix in the order in which the network takes them."""
    return np.arange(network.inputs) if isinstance(network, recipe.RealMLP) else network.order


def function_of(network: Network) -> Callable[..., Any]:
    """What a network answers, as a function of rows whose columns are in its own order: (n, inputs)
    to (n, outputs).
    """
    return network.forward if isinstance(network, recipe.RealMLP) else network.together
