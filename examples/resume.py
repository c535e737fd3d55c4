"""A run that is stopped in the middle and started again ends with the same bytes as one that was
never stopped.
"""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

import pellucid as pel
from pellucid import nn, optim, train, zoo


class PowerCut(train.Callback):
    """Ends the run as Ctrl-C would, after a number of steps."""

    def __init__(self, step: int) -> None:
        self.step = step

    def on_step_end(self, run: train.Training) -> None:
        if run.step == self.step:
            raise KeyboardInterrupt


def run(folder: Path, epochs: int, *callbacks: train.Callback) -> bytes:
    """The bytes of the trained model's file."""
    random = np.random.default_rng(0)
    x = random.normal(size=(640, 8)).astype(np.float32)
    y = (x[:, 0] * x[:, 1] + x[:, 2] > 0).astype(np.int64)

    pel.manual_seed(0)
    model = zoo.MLP([8, 32, 2], dropout=0.1)
    train.fit(
        model,
        optim.Adam(model.parameters(), lr=1e-2),
        nn.cross_entropy,
        (x[:512], y[:512]),
        epochs=epochs,
        validation=(x[512:], y[512:]),
        metrics=[train.accuracy],
        folder=folder,
        callbacks=[*callbacks, train.Checkpoint(steps=10)],
    )
    return (folder / "model.safetensors").read_bytes()


def main(given: Sequence[str] | None = None) -> bool:
    """Whether both runs ended with the same bytes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--quick", action="store_true", help="two epochs")
    options = parser.parse_args(given)
    epochs = 2 if options.quick else options.epochs

    with tempfile.TemporaryDirectory() as place:
        print("a run that is not stopped")
        unbroken = run(Path(place, "unbroken"), epochs)
        print("the same run, stopped at step 25")
        try:
            run(Path(place, "stopped"), epochs, PowerCut(step=25))
        except KeyboardInterrupt:
            print("stopped; going on from the last checkpoint, step 20")
        resumed = run(Path(place, "stopped"), epochs)

    print("the same bytes" if resumed == unbroken else "different bytes")
    return resumed == unbroken


if __name__ == "__main__":
    main()
