"""LeNet on Fashion-MNIST: five epochs, then more than 89 of 100 pictures it has not seen are named
right.

The pictures come from Debian's package dataset-fashion-mnist (apt install dataset-fashion-mnist),
or from a folder with the four idx files: --data FOLDER.
"""

import argparse
from collections.abc import Sequence

import numpy as np

import pellucid as pel
from pellucid import data, train, zoo

MEAN, DEVIATION = 0.2860, 0.3530  # of the training pictures' brightness, 0 to 1


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--data", help="folder of the idx files")
    parser.add_argument("--folder", help="where checkpoints, history and the model are kept")
    parser.add_argument("--backend", choices=("llvm", "reference"), default=pel.settings().backend)
    parser.add_argument("--threads", type=int, default=pel.settings().threads)
    parser.add_argument(
        "--quick", action="store_true", help="a small part of the pictures, one epoch"
    )
    return parser.parse_args(given)


def pixels(images: np.ndarray) -> np.ndarray:
    """Pictures uint8 (n, 28, 28) as float32 (n, 1, 28, 28) around 0."""
    return ((images[:, None] / np.float32(255) - MEAN) / DEVIATION).astype(np.float32)


def main(given: Sequence[str] | None = None) -> float:
    """The accuracy on the test pictures."""
    options = arguments(given)
    images, labels, test_images, test_labels = data.load_fashion_mnist(options.data)
    if options.quick:
        images, labels, test_images, test_labels = (
            x[:256] for x in (images, labels, test_images, test_labels)
        )
        options.epochs = 1

    with pel.using(backend=options.backend, threads=options.threads):
        pel.manual_seed(options.seed)
        model = zoo.LeNet()
        recipe = zoo.lenet_recipe(model, n_rows=len(images), epochs=options.epochs)
        history = train.fit(
            model,
            recipe.optimizer,
            recipe.loss,
            (pixels(images), labels),
            epochs=recipe.epochs,
            batch_size=recipe.batch_size,
            schedule=recipe.schedule,
            validation=(pixels(test_images), test_labels),
            metrics=[train.accuracy],
            seed=options.seed,
            folder=options.folder,
        )
    print(history)
    accuracy = history[-1]["validation_accuracy"]
    seconds = sum(history["seconds"])
    print(
        f"{accuracy:.1%} of {len(test_labels):,} test pictures named right, after {seconds:.0f} s"
    )
    return accuracy


if __name__ == "__main__":
    main()
