"""Features by clusters (Coates, Lee and Ng, 2011), and codes of few parts (sparse coding)."""

import numpy as np

from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.nn.losses.distances import squared_distances
from pellucid.nn.pictures.preprocessing import Fitted, as_tensor
from pellucid.tensor.functions.namespace import maximum, sign
from pellucid.tensor.tensor import Tensor


class KMeans(Fitted):
    """How much nearer than usual each of `clusters` centres is to rows (n, features): the mean of
    the distances to all less the distance to it, or 0 (the triangle code). `fit` finds the centres
    by Lloyd's algorithm from rows drawn as k-means++ does; `nearest` says which centre is nearest.

    >>> rows = np.float64([[0, 0], [0, 1], [9, 9], [9, 8]])
    >>> found = KMeans(2, 2).fit(rows).nearest(rows.astype(np.float32)).tolist()
    >>> found[0] == found[1] != found[2] == found[3]
    True
    """

    def __init__(self, features: int, clusters: int, *, rounds: int = 50, seed: int = 0) -> None:
        if clusters < 1:
            raise ArgumentError(f"KMeans: clusters are 1 or more, not {clusters}")
        self.features, self.clusters, self.rounds, self.seed = features, clusters, rounds, seed
        self.register_buffer("mean", np.zeros((clusters, features), np.float32))

    def look(self, x: np.ndarray) -> None:
        rows = x.reshape(len(x), -1)
        if rows.shape[1] != self.features or len(rows) < self.clusters:
            raise ShapeError(
                f"KMeans: {self.clusters} or more rows of {self.features} are needed",
                given=f"{x.shape}",
            )
        centres = self.drawn(rows)
        for _ in range(self.rounds):
            whose = distances(rows, centres).argmin(1)
            counts = np.bincount(whose, minlength=self.clusters)
            sums = np.zeros_like(centres)
            np.add.at(sums, whose, rows)
            moved = np.where(counts[:, None] > 0, sums / np.maximum(counts, 1)[:, None], centres)
            if np.allclose(moved, centres):
                break
            centres = moved
        self.mean = Tensor(centres.astype(np.float32))

    def drawn(self, rows: np.ndarray) -> np.ndarray:
        """First centres: rows, each the likelier the further it is from those before."""
        source = np.random.default_rng(self.seed)
        centres = [rows[source.integers(len(rows))]]
        for _ in range(1, self.clusters):
            far = distances(rows, np.stack(centres)).min(1)
            total = far.sum()
            centres.append(rows[source.choice(len(rows), p=far / total if total else None)])
        return np.stack(centres)

    def nearest(self, input: Tensor) -> Tensor:
        """The number of the nearest centre, (n,)."""
        return squared_distances(as_tensor(input).flatten(1), self.mean).argmin(1)

    def forward(self, input: Tensor) -> Tensor:
        far = (squared_distances(as_tensor(input).flatten(1), self.mean) + 1e-12).sqrt()
        return maximum(far.mean(1, keepdim=True) - far, 0.0)

    def extra_repr(self) -> str:
        return f"{self.features}, {self.clusters}"


def distances(rows: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Squared distances (n, k)."""
    squares = (rows**2).sum(1)[:, None] - 2 * rows @ centres.T + (centres**2).sum(1)
    return np.maximum(squares, 0)


class SparseCoding(Fitted):
    """Codes (n, atoms) of rows that are sums of few of the atoms: least |x - code D|^2 / 2 +
    `weight` |code|, by `steps` of FISTA (Beck and Teboulle, 2009). `fit` learns the atoms, of
    length 1, by turns with the codes (Olshausen and Field, 1996; Mairal et al., 2009).

    >>> SparseCoding(4, 6)(np.zeros((2, 4), np.float32)).shape
    (2, 6)
    """

    def __init__(
        self, features: int, atoms: int, *, weight: float = 0.1, steps: int = 50, rounds: int = 30,
        seed: int = 0,
    ) -> None:  # fmt: skip
        self.features, self.atoms, self.weight = features, atoms, weight
        self.steps, self.rounds, self.seed = steps, rounds, seed
        drawn = np.random.default_rng(seed).standard_normal((atoms, features))
        self.register_buffer("mean", unit(drawn).astype(np.float32))

    def look(self, x: np.ndarray) -> None:
        rows = x.reshape(len(x), -1).astype(np.float32)
        if rows.shape[1] != self.features:
            raise ShapeError(f"SparseCoding is for rows of {self.features}", given=f"{x.shape}")
        for _ in range(self.rounds):
            codes = self(rows).numpy().astype(np.float64)
            square = codes.T @ codes + 1e-6 * np.eye(self.atoms)
            atoms = np.linalg.solve(square, codes.T @ rows)
            idle = np.abs(codes).sum(0) < 1e-9
            atoms[idle] = self.mean.numpy()[idle]
            self.mean = Tensor(unit(atoms).astype(np.float32))

    def forward(self, input: Tensor) -> Tensor:
        x, atoms = as_tensor(input).flatten(1), self.mean
        gram = atoms @ atoms.T
        rate = 1.0 / (gram.square().sum().sqrt() + 1e-12)
        start = x @ atoms.T
        code, ahead, pace = start * 0.0, start * 0.0, 1.0
        for _ in range(self.steps):
            slope = ahead @ gram - start
            moved = ahead - slope * rate
            new = sign(moved) * maximum(moved.abs() - self.weight * rate, 0.0)
            faster = (1 + (1 + 4 * pace * pace) ** 0.5) / 2
            ahead = new + (new - code) * ((pace - 1) / faster)
            code, pace = new, faster
        return code

    def inverse(self, codes: Tensor) -> Tensor:
        """The rows that codes stand for."""
        return as_tensor(codes) @ self.mean

    def extra_repr(self) -> str:
        return f"{self.features}, {self.atoms}, weight={self.weight}"


def unit(rows: np.ndarray) -> np.ndarray:
    """Rows of length 1."""
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
