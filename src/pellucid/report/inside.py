"""The network drawn as its layers, and opened down to the instructions that compute it."""

from dataclasses import dataclass

from pellucid.report.words import count, number


@dataclass(frozen=True)
class Layer:
    """One layer as a reader meets it: its name, what it does, the numbers that come out of it, and
    its weights.
    """

    name: str
    what: str
    outputs: int
    weights: int


@dataclass(frozen=True)
class Inside:
    """The layers, and the levels below them as texts: (name, explanation, text) each.

    `levels` go from the graph to the instructions of the kernel that takes longest. `microseconds`:
    one row through the compiled network.
    """

    layers: tuple[Layer, ...]
    levels: tuple[tuple[str, str, str], ...] = ()
    microseconds: float = 0.0
    kernels: int = 0
    members: int = 1

    @property
    def weights(self) -> int:
        """All of them, in all members."""
        return self.members * sum(layer.weights for layer in self.layers)

    def sentence(self) -> str:
        """The network in one sentence."""
        many = f"{self.members} networks of {len(self.layers)} layers, which answer together"
        one = f"One network of {len(self.layers)} layers"
        compiled = (
            f"; compiled into {count(self.kernels, 'kernel')}, it answers a row in "
            f"{number(self.microseconds)} microseconds"
            if self.kernels
            else ""
        )
        head = many if self.members > 1 else one
        return f"{head}, {self.weights:,} numbers learned{compiled}."

    def __str__(self) -> str:
        return self.sentence()
