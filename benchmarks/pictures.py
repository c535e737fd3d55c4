"""Fashion-MNIST as a folder of PNG files, learned in a given time: `python benchmarks/pictures.py`.

The 70,000 pictures of Debian's package dataset-fashion-mnist are written once as PNG files, a
folder for each class in `train` and in `test`. `pellucid.fit` is given the folder and the time; its
score is that on the 10,000 pictures of `test`. Prints one Markdown table, a row for each `--time`.
Without `--time`, `--epochs` and `--width` say how long is learned, for a machine that is busy.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import pellucid as pel
from pellucid import data
from pellucid.auto.pictures import recipe
from pellucid.data.sources.idx import FASHION_CLASSES


def write_pictures(folder: Path) -> None:
    """Write the PNG files, unless they are there."""
    from PIL import Image

    images, labels, test_images, test_labels = data.load_fashion_mnist()
    for part, (pictures, codes) in {
        "train": (images, labels),
        "test": (test_images, test_labels),
    }.items():
        names = [name.replace("/", "-") for name in FASHION_CLASSES]
        for name in names:
            (folder / part / name).mkdir(parents=True, exist_ok=True)
        for place, (picture, code) in enumerate(zip(pictures, codes.tolist(), strict=True)):
            file = folder / part / names[code] / f"{place:05}.png"
            if not file.exists():
                Image.fromarray(picture).save(file)


def main(given: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("fashion-mnist-png"))
    parser.add_argument("--time", nargs="*", default=["3m", "15m"])
    parser.add_argument("--epochs", type=int, help="learn so long instead, without a limit of time")
    parser.add_argument("--width", type=int, help="channels of the first block, with --epochs")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(given)
    write_pictures(options.folder)
    if options.width is not None:
        recipe.WIDTHS = (options.width,)
    print("| time asked | epochs | width | test accuracy | s |")
    print("|---|---:|---:|---:|---:|")
    for asked in options.time if options.epochs is None else ["24h"]:
        how = {"epochs": options.epochs} if options.epochs is not None else {}
        began = time.perf_counter()
        model = pel.fit(options.folder, time=asked, seed=options.seed, **how)
        seconds, found = time.perf_counter() - began, model.findings
        epochs = found.making.settings["epochs"] if found is not None else "?"
        width = model.network.form.width_of_block
        print(f"| {asked} | {epochs} | {width} | {model.summary.score:.4f} | {seconds:.0f} |")


if __name__ == "__main__":
    main()
