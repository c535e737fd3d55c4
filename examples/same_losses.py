"""The native program against the definition: the losses of LeNet's first steps on both backends,
side by side.

The pictures are Fashion-MNIST where its files are (see fashion_mnist_lenet.py), else patterns made
on the spot.
"""

import argparse
from collections.abc import Sequence

import numpy as np

import pellucid as pel
from pellucid import data, nn, optim, zoo
from pellucid.core.errors import FileError


def pictures(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Pictures float32 (n, 1, 28, 28) around 0, and their classes (n,)."""
    try:
        images, labels, _, _ = data.load_fashion_mnist()
        return (images[:n, None] / np.float32(127.5) - 1).astype(np.float32), labels[:n]
    except FileError:
        return patterns(n)


def patterns(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Stripes, one direction for each of ten classes, in noise."""
    random = np.random.default_rng(0)
    labels = random.integers(0, 10, n)
    y, x = np.mgrid[0:28, 0:28] / 28
    angle = (labels * np.pi / 10)[:, None, None]
    stripes = np.sin(20 * (x * np.cos(angle) + y * np.sin(angle)))
    images = stripes + random.normal(scale=0.3, size=(n, 28, 28))
    return images[:, None].astype(np.float32), labels


def losses(backend: str, images: np.ndarray, labels: np.ndarray, steps: int) -> list[float]:
    """The loss of each of the first steps."""
    with pel.using(backend=backend):
        pel.manual_seed(0)
        model = zoo.LeNet()
        optimizer = optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4)

        @pel.compile
        def step(x: pel.Tensor, y: pel.Tensor) -> pel.Tensor:
            loss = nn.cross_entropy(model(x), y)
            optimizer.minimize(loss)
            return loss

        batches = data.batches(images, labels, batch_size=len(images) // steps, seed=0)
        return [step(x, y).item() for x, y in batches]


def main(given: Sequence[str] | None = None) -> float:
    """The largest difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument(
        "--patterns", action="store_true", help="patterns, even with the files there"
    )
    parser.add_argument("--quick", action="store_true", help="small batches")
    options = parser.parse_args(given)
    n = options.steps * (8 if options.quick else options.batch_size)
    images, labels = patterns(n) if options.patterns else pictures(n)

    native, defined = (losses(b, images, labels, options.steps) for b in ("llvm", "reference"))
    print(f"{'step':>4} {'llvm':>10} {'reference':>10} {'difference':>11}")
    for place, (a, b) in enumerate(zip(native, defined, strict=True), 1):
        print(f"{place:>4} {a:>10.6f} {b:>10.6f} {abs(a - b):>11.1e}")
    worst = max(abs(a - b) for a, b in zip(native, defined, strict=True))
    print(f"largest difference: {worst:.1e}")
    return worst


if __name__ == "__main__":
    main()
