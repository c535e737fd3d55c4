"""A network as a report shows it: its layers, and what they were compiled to."""

from collections.abc import Iterator

import numpy as np

from pellucid.auto.answering.networks import Single
from pellucid.auto.training import realmlp, recipe
from pellucid.core.settings import settings
from pellucid.report.inside import Inside, Layer
from pellucid.tensor.seeing import Sight, see
from pellucid.tensor.seeing.printed import graph_lines, head

MOST_LINES = 130
ACTIVATIONS = {"selu": "SELU", "mish": "Mish"}


def inside_of(network: Single) -> Inside:
    """The layers of a network, and for one row every level down to the instructions."""
    layers, members = tuple(layers_of(network)), getattr(network, "members", 1)
    if settings().backend != "llvm":  # the definition has no kernels to show
        return Inside(layers, members=members)
    row = np.zeros((1, network.inputs), np.float32)
    network.run(row)
    sight = see(network.compiled, row)
    levels = tuple(levels_of(sight))
    return Inside(layers, levels, sight.profile.total, len(sight.kernels), members)


def layers_of(network: Single) -> Iterator[Layer]:
    """The layers of one member, in order."""
    bend = ACTIVATIONS[network.activation]
    width = network.inputs
    yield Layer("inputs", "the row as numbers, scaled and bent into (-3, 3)", width, 0)
    numbers = 0 if isinstance(network, recipe.RealMLP) else network.numbers
    tables = () if isinstance(network, recipe.RealMLP) else network.tables
    if tables:
        width += (realmlp.LEVEL_WIDTH - 1) * len(tables)
        what = f"each of {sum(tables):,} levels as {realmlp.LEVEL_WIDTH} numbers of its own"
        yield Layer("levels", what, width, realmlp.LEVEL_WIDTH * sum(tables))
    if numbers:
        weights = numbers * (2 * realmlp.FREQUENCIES + realmlp.EMBEDDED * (realmlp.FREQUENCIES + 1))
        width += realmlp.EMBEDDED * numbers
        waves, more = realmlp.FREQUENCIES, realmlp.EMBEDDED
        what = f"each of {numbers} numbers as {waves} waves, mixed to {more} more"
        yield Layer("embedding", what, width, weights)
    yield Layer("scaling", "each input times a factor of its own", width, width)
    biases = 1 if isinstance(network, recipe.RealMLP) else 2  # with a slope for each bend
    for place in range(1, realmlp.LAYERS + 1):
        weights = (width + biases) * realmlp.WIDTH
        what = f"{realmlp.WIDTH} weighted sums, each bent by {bend}"
        width = realmlp.WIDTH
        yield Layer(f"hidden {place}", what, width, weights)
    said = (
        "a logarithm of the odds for each class" if network.activation == "selu" else "the number"
    )
    yield Layer("output", said, network.outputs, (width + 1) * network.outputs)


def levels_of(sight: Sight) -> Iterator[tuple[str, str, str]]:
    """The graph, the kernels, and of the one that takes longest its loops, IR and instructions."""
    yield (
        "The graph of operations",
        "Every value that is computed for one row, by which operation, of which shape.",
        cut("\n".join(graph_lines(sight))),
    )
    kernels = [line for kernel in sight.kernels for line in (head(kernel), *kernel.reasons, "")]
    yield (
        f"The {len(sight.kernels)} kernels it was fused into",
        "A kernel is one piece of machine code. What it reads, what it makes, how long it takes on "
        "this machine, and why it was cut there.",
        cut("\n".join(kernels)),
    )
    slowest = max(sight.kernels, key=lambda kernel: kernel.profile.in_turn)
    for what, said, text in (
        ("loops", "as a person would write them", slowest.loops),
        ("LLVM IR", "as the compiler writes them", slowest.ir),
        ("instructions", "as the processor carries them out", slowest.assembly),
    ):
        yield (
            f"The {what} of {slowest.name}, which takes longest",
            f"The loops {said}. `pel.see(model.network.compiled, row)` shows every kernel so.",
            cut(text),
        )


def cut(text: str) -> str:
    """The first lines of a text."""
    lines = text.splitlines()
    more = len(lines) - MOST_LINES
    return "\n".join(lines[:MOST_LINES] + ([f"... and {more:,} more lines"] if more > 0 else []))
