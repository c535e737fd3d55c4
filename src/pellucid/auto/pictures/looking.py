"""Where a model looks: which parts of a picture, when covered, take its answer away."""

import io

import numpy as np

from pellucid.auto.classifying import surest_mistakes, verdict
from pellucid.auto.pictures.predictor import PicturePredictor
from pellucid.data.sources.pictures import pillow
from pellucid.report.sections import Picture, Pictures, Section

TILES = 7  # along each side
COVERED = 2  # tiles that one cover is wide: neighbours overlap
SHOWN, LARGEST = 12, 112  # pictures, and the pixels of their longer side
HEAT = np.array([255.0, 96.0, 0.0])  # the colour of what counts


def importance_map(model: PicturePredictor, pixels: np.ndarray, label: int) -> np.ndarray:
    """How much of the probability of a class each part of a picture carries, float64 (7, 7).

    `pixels`: uint8 (channels, height, width). Parts are covered in turn with the mean colour of the
    training pictures (Zeiler and Fergus, 2014); what is lost is shared by the tiles of the cover.
    """
    _, height, width = pixels.shape
    rows, columns = (np.linspace(0, size, TILES + 1).astype(int) for size in (height, width))
    grey = np.asarray(model.network.form.mean)[:, None, None]
    places = [(i, j) for i in range(TILES - COVERED + 1) for j in range(TILES - COVERED + 1)]
    covered = np.repeat(pixels[None], len(places) + 1, axis=0)
    for k, (i, j) in enumerate(places):
        top, left = rows[i], columns[j]
        covered[k, :, top : rows[i + COVERED], left : columns[j + COVERED]] = grey
    found = model.probabilities(covered)[:, label]
    lost, counts = np.zeros((TILES, TILES)), np.zeros((TILES, TILES))
    for (i, j), share in zip(places, found[-1] - found[:-1], strict=True):
        lost[i : i + COVERED, j : j + COVERED] += share
        counts[i : i + COVERED, j : j + COVERED] += 1
    return lost / counts


def drawn(pixels: np.ndarray, heat: np.ndarray) -> bytes:
    """A PNG of a picture beside itself with what counts in colour."""
    image = pillow()
    _, height, width = pixels.shape
    scale = LARGEST / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    colours = np.broadcast_to(pixels.transpose(1, 2, 0), (height, width, 3))
    plain = image.fromarray(np.ascontiguousarray(colours)).resize(
        size, image.Resampling.NEAREST if scale > 2 else image.Resampling.BILINEAR
    )
    strength = np.clip(heat / max(heat.max(), 1e-9), 0, 1)
    mask = image.fromarray((255 * strength).astype(np.uint8)).resize(size, image.Resampling.BICUBIC)
    share = 0.75 * np.asarray(mask, np.float64)[:, :, None] / 255
    pale = 0.6 * np.asarray(plain, np.float64) + 60
    glowing = image.fromarray((pale * (1 - share) + HEAT * share).clip(0, 255).astype(np.uint8))
    both = image.new("RGB", (2 * size[0] + 2, size[1]), "white")
    both.paste(plain, (0, 0))
    both.paste(glowing, (size[0] + 2, 0))
    stream = io.BytesIO()
    both.quantize(128).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def mistakes_seen(
    model: PicturePredictor, pixels: np.ndarray, labels: np.ndarray, probabilities: np.ndarray
) -> Section:
    """The surest mistakes on pictures that were held out, each beside where the model looked."""
    chosen, what = surest_mistakes(probabilities, labels, SHOWN, "pictures")
    shown = [
        picture_of(model, pixels[place], int(labels[place]), probabilities[place])
        for place in chosen
    ]
    sentence = (
        f"{what}, each beside the parts (orange) that take the answer's probability away when they "
        "are covered."
    )
    return Section("mistakes", "What it saw", (Pictures(tuple(shown), sentence),))


def picture_of(
    model: PicturePredictor, pixels: np.ndarray, label: int, shares: np.ndarray
) -> Picture:
    """One picture with where the model looked for its answer."""
    answer = int(shares.argmax())
    truth, said = model.classes[label], model.classes[answer]
    caption = verdict(model.classes, shares, label)
    heat = importance_map(model, pixels, answer)
    row, column = np.unravel_index(heat.argmax(), heat.shape)
    heights, sides = ("top", "middle", "bottom"), ("left", "middle", "right")
    part = f"{heights[row * 3 // TILES]} {sides[column * 3 // TILES]}"
    words = f"A picture of {truth}, answered {said}; the part at the {part} counted most."
    return Picture(drawn(pixels, heat), caption, words, answer != label)
