"""A linear head solved at once: ridge regression of classes on features, its strength chosen by
what each example is answered without itself.
"""

from dataclasses import dataclass

import numpy as np

STRENGTHS = np.logspace(-3, 5, 17)
LEAST_GAP = 1e-6  # between an example's weight on itself and 1


@dataclass(frozen=True, eq=False)
class Ridge:
    """Scores are (features - mean) @ weights + bias; `unseen`: those of each training example by
    the solution without it, float64 (n, classes). `strength`: what was chosen.
    """

    mean: np.ndarray
    weights: np.ndarray
    bias: np.ndarray
    unseen: np.ndarray
    strength: float

    def scores(self, features: np.ndarray) -> np.ndarray:
        """Scores float32 (n, classes)."""
        return (((features - self.mean) @ self.weights) + self.bias).astype(np.float32)


def fit_ridge(features: np.ndarray, codes: np.ndarray, classes: int) -> Ridge:
    """The ridge regression of -1 and 1 for each class on features float32 (n, features).

    What the solution without an example says of it follows from the solution with it (Golub, Heath
    and Wahba, 1979): its error divided by 1 minus its own weight. The strength with the least such
    squared error is taken.

    >>> random = np.random.default_rng(0)
    >>> x = random.normal(size=(40, 3))
    >>> found = fit_ridge(x, (x[:, 0] > 0).astype(int), 2)
    >>> bool(np.mean(found.unseen.argmax(axis=1) == (x[:, 0] > 0)) > 0.8)
    True
    """
    x = np.asarray(features, np.float64)
    mean = x.mean(axis=0)
    spread = x.std(axis=0)
    scale = np.where(spread > 1e-8, spread, np.inf)  # what never changes says nothing
    z = (x - mean) / scale
    y = np.where(codes[:, None] == np.arange(classes), 1.0, -1.0)
    bias = y.mean(axis=0)
    left, squares, right = parts_of(z)
    projected = left.T @ (y - bias)
    best, lowest, unseen = STRENGTHS[0], np.inf, y
    for strength in STRENGTHS * len(x):
        shrunk = squares / (squares + strength)
        fitted = left @ (shrunk[:, None] * projected) + bias
        own = (left**2) @ shrunk + 1.0 / len(x)
        apart = y - (y - fitted) / np.maximum(1.0 - own, LEAST_GAP)[:, None]
        error = float(np.square(y - apart).mean())
        if error < lowest:
            best, lowest, unseen = strength, error, apart
    roots = np.sqrt(squares)
    weights = right @ ((roots / (squares + best))[:, None] * projected)
    return Ridge(mean, weights / scale[:, None], bias, unseen, float(best))


def parts_of(z: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The singular vectors and squared singular values of centred features, from the smaller of
    their two products: left (n, r), squares (r,), right (features, r)."""
    if len(z) <= z.shape[1]:
        squares, left = np.linalg.eigh(z @ z.T)
        kept = squares > 1e-10 * max(squares[-1], 1e-300)
        squares, left = squares[kept], left[:, kept]
        return left, squares, z.T @ (left / np.sqrt(squares))
    squares, right = np.linalg.eigh(z.T @ z)
    kept = squares > 1e-10 * max(squares[-1], 1e-300)
    squares, right = squares[kept], right[:, kept]
    return z @ (right / np.sqrt(squares)), squares, right
