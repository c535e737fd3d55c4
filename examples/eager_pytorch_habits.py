"""The loop as one writes it in PyTorch: zero_grad, forward, backward, step. Nothing is captured,
tensors are lazy.

The task: a noisy sine, learned from its points.
"""

import argparse
from collections.abc import Sequence

import numpy as np

import pellucid as pel
from pellucid import data, nn, optim


def main(given: Sequence[str] | None = None) -> float:
    """The mean squared error against the sine itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=100)
    parser.add_argument("--quick", action="store_true", help="two epochs")
    options = parser.parse_args(given)

    pel.manual_seed(0)
    x = np.random.default_rng(0).uniform(-3, 3, (512, 1)).astype(np.float32)
    y = np.sin(x) + np.random.default_rng(1).normal(scale=0.1, size=x.shape).astype(np.float32)

    model = nn.Sequential(nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, 1))
    criterion = nn.MSELoss()
    optimizer = optim.Adam(model.parameters(), lr=1e-2)
    loader = data.DataLoader((x, y), batch_size=64, shuffle=True)

    model.train()
    for _ in range(2 if options.quick else options.epochs):
        for inputs, targets in loader:
            optimizer.zero_grad()
            outputs = model(pel.tensor(inputs))
            loss = criterion(outputs, pel.tensor(targets))
            loss.backward()
            optimizer.step()

    model.eval()
    with pel.no_grad():
        places = pel.linspace(-3, 3, 200).reshape(200, 1)
        error = ((model(places) - pel.sin(places)) ** 2).mean().item()
    print(f"mean squared error against the sine itself: {error:.4f}")
    return error


if __name__ == "__main__":
    main()
