"""A training loop of your own: @pel.compile makes the whole step, gradients and update included,
one native program.

The task: two spirals, one wound into the other, told apart.
"""

import argparse
from collections.abc import Sequence

import numpy as np

import pellucid as pel
from pellucid import data, nn, optim, train


def spirals(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Points float32 (n, 2) on two noisy spirals, and which spiral: int64 (n,)."""
    random = np.random.default_rng(seed)
    label = random.integers(0, 2, n)
    angle = np.sqrt(random.uniform(size=n)) * 3 * np.pi
    turn = angle + np.pi * label
    points = np.stack([np.cos(turn), np.sin(turn)], 1) * angle[:, None] / (3 * np.pi)
    return (points + random.normal(scale=0.02, size=(n, 2))).astype(np.float32), label


class Network(nn.Module):
    """A perceptron with two hidden layers."""

    def __init__(self) -> None:
        self.fc1, self.fc2, self.fc3 = nn.Linear(2, 64), nn.Linear(64, 64), nn.Linear(64, 2)

    def forward(self, x: pel.Tensor) -> pel.Tensor:
        return self.fc3(nn.relu(self.fc2(nn.relu(self.fc1(x)))))


def main(given: Sequence[str] | None = None) -> float:
    """The share of unseen points told apart."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--quick", action="store_true", help="two epochs")
    options = parser.parse_args(given)
    epochs = 2 if options.quick else options.epochs

    pel.manual_seed(0)
    points, label = spirals(2000)
    model = Network()
    optimizer = optim.Adam(model.parameters(), lr=3e-3)

    @pel.compile
    def step(x: pel.Tensor, y: pel.Tensor) -> pel.Tensor:
        loss = nn.cross_entropy(model(x), y)
        optimizer.minimize(loss)
        return loss

    for epoch in range(epochs):
        batches = data.batches(points, label, batch_size=50, seed=0, epoch=epoch)
        losses = [step(x, y) for x, y in batches]
        if (epoch + 1) % 10 == 0 or epoch + 1 == epochs:
            print(f"epoch {epoch + 1}: loss {np.mean([loss.item() for loss in losses]):.4f}")

    unseen, truth = spirals(1000, seed=1)
    accuracy = train.accuracy(train.predict(model, unseen), truth)
    print(f"{accuracy:.1%} of 1,000 unseen points told apart")
    return accuracy


if __name__ == "__main__":
    main()
