"""Stand-in models and held-out rows, so that reports are tested without any network."""

from importlib.resources import files

import numpy as np
import pytest

from pellucid.data import Table, read_table
from pellucid.report import Epoch, HeldOut, Training


class NearestCentroid:
    """Probabilities from the distance to each class's mean, numbers standardised, texts one-hot."""

    def __init__(self, table: Table, codes: np.ndarray, classes: int) -> None:
        self.scales = {
            c.name: (np.nanmean(c.values), np.nanstd(c.values) or 1.0)
            for c in table.columns
            if c.kind != "text"
        }
        x = self.encode(table)
        self.centroids = np.stack([x[codes == code].mean(axis=0) for code in range(classes)])

    def encode(self, table: Table) -> np.ndarray:
        parts = []
        for c in table.columns:
            if c.kind == "text":
                parts.append(np.eye(len(c.levels) + 1)[c.values][:, :-1])
            else:
                mean, deviation = self.scales[c.name]
                parts.append(np.nan_to_num((c.values - mean) / deviation)[:, None])
        return np.hstack(parts)

    def __call__(self, table: Table) -> np.ndarray:
        distance = ((self.encode(table)[:, None] - self.centroids) ** 2).sum(axis=-1)
        weight = np.exp(distance.min(axis=1, keepdims=True) - distance)
        return weight / weight.sum(axis=1, keepdims=True)


class LeastSquares(NearestCentroid):
    """Numbers by ridge regression on the same inputs."""

    def __init__(self, table: Table, answers: np.ndarray) -> None:
        super().__init__(table, np.zeros(len(answers), np.int64), 1)
        x = self.with_constant(table)
        self.weights = np.linalg.solve(x.T @ x + 1e-3 * np.eye(x.shape[1]), x.T @ answers)

    def with_constant(self, table: Table) -> np.ndarray:
        return np.hstack([self.encode(table), np.ones((table.n_rows, 1))])

    def __call__(self, table: Table) -> np.ndarray:
        return self.with_constant(table) @ self.weights


@pytest.fixture(scope="session")
def penguins() -> Table:
    """The Palmer penguins with their missing values."""
    return read_table(str(files("pellucid.data") / "samples" / "penguins.csv"))


def split(table: Table, target: str) -> tuple[Table, Table]:
    """A fifth of the rows whose answer is known, held out, and the others to learn from."""
    table = table.take(~table[target].missing)
    order = np.random.default_rng(0).permutation(table.n_rows)
    return table.take(order[: len(order) // 5]), table.take(order[len(order) // 5 :])


@pytest.fixture(scope="session")
def judge_classes(penguins):
    """A function: held-out rows, model and training for one text column of the penguins."""

    def judge(target: str):
        held, learn = split(penguins, target)
        classes = penguins[target].levels
        codes = learn[target].values
        model = NearestCentroid(learn.drop(target), codes, len(classes))
        rows = held.drop(target)
        held_out = HeldOut(target, held[target].values, model(rows), rows, classes)
        return held_out, model, Training(learn.n_rows, 2.1, history(), 18, "accuracy", codes)

    return judge


@pytest.fixture(scope="session")
def judge_numbers(penguins):
    """The held-out rows, the model and its training for the weight of the penguins."""
    held, learn = split(penguins, "body_mass_g")
    answers = learn["body_mass_g"].values
    model = LeastSquares(learn.drop("body_mass_g"), answers)
    rows = held.drop("body_mass_g")
    held_out = HeldOut("body_mass_g", held["body_mass_g"].values, model(rows), rows)
    return held_out, model, Training(learn.n_rows, 1.0, history(), 18, "R²", answers)


def history(epochs: int = 20) -> tuple[Epoch, ...]:
    """A training that goes well."""
    return tuple(Epoch(e, 1 / e, 1.2 / e, 1 - 0.5 / e) for e in range(1, epochs + 1))


@pytest.fixture(name="history")
def history_fixture():
    return history


@pytest.fixture
def held():
    """A function: held-out rows of one column of zeros, with the truth and predictions given."""

    def make(truth, predicted, classes=(), table=None) -> HeldOut:
        truth = np.asarray(truth)
        rows = table or read_table({"x": np.zeros(len(truth))})
        return HeldOut("answer", truth, np.asarray(predicted), rows, tuple(classes))

    return make
