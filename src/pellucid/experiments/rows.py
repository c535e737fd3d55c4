"""The data of an experiment: rows to learn from and rows to test on."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError, DataError, FileError
from pellucid.data import (
    Characters,
    Labelled,
    Words,
    filled_rows,
    glyphs,
    load_fashion_mnist,
    mnist_5000,
    moved_glyphs,
    permutation,
    pronunciations,
    python_topics,
    read_conllu,
    read_table,
    read_text,
    reviews,
    text_windows,
    turkish_treebank,
    words_of,
)
from pellucid.experiments.spec import Data
from pellucid.experiments.words import at, chosen
from pellucid.nn.losses.classification import IGNORED

MNIST = Path("/usr/share/datasets/mnist")
TOLD_APART = 0.9  # the share of a text that is learned from
TESTED_WORDS = 1000


@dataclass(frozen=True)
class Rows:
    """Inputs and targets to learn from, and those of the test; of text also the texts and their
    characters. `more` and `more_test` are further inputs, between the first and the targets;
    `sizes` options of a model that follow from the data; `answers` what a judge compares with."""

    x: np.ndarray
    y: np.ndarray
    test_x: np.ndarray
    test_y: np.ndarray
    more: tuple[np.ndarray, ...] = ()
    more_test: tuple[np.ndarray, ...] = ()
    texts: tuple[str, str] | None = None
    characters: Characters | None = None
    sizes: Mapping[str, int] = field(default_factory=dict)
    answers: tuple[Any, ...] = ()

    @property
    def training(self) -> tuple[np.ndarray, ...]:
        """What is learned from."""
        return (self.x, *self.more, self.y)

    @property
    def test(self) -> tuple[np.ndarray, ...]:
        """What is tested on."""
        return (self.test_x, *self.more_test, self.test_y)


def load_rows(data: Data) -> Rows:
    """The data, scaled and shaped."""
    with at("name"):
        load = chosen("data set", data.name, SOURCES)
    check_keys(data)
    with at("source"):
        rows = load(data)
    n = data.rows
    if n is None or data.name in DRAWN:
        return rows
    return replace(rows, x=rows.x[:n], y=rows.y[:n], more=tuple(x[:n] for x in rows.more))


def check_keys(data: Data) -> None:
    """ArgumentError for a key that says nothing about a data set of this name."""
    for key in fields(data):
        usual = key.default if key.default is not MISSING else []
        if getattr(data, key.name) != usual and key.name not in {*TAKEN[data.name], *ALWAYS}:
            with at(key.name):
                raise ArgumentError(
                    f"data.{key.name} says nothing about the data set {data.name}",
                    given=f"{key.name} = {getattr(data, key.name)!r}",
                    fix=f"it takes {', '.join((*TAKEN[data.name], *ALWAYS))}",
                )


def pictures(data: Data) -> Rows:
    """Grey pictures of 28 x 28 and their classes."""
    if data.name == "mnist-5000":
        x, y, test_x, test_y = mnist_5000()
    else:
        folder = MNIST if data.name == "mnist" and data.source is None else data.source
        x, y, test_x, test_y = load_fashion_mnist(folder)
    mean, deviation = float(x.mean()) / 255, float(x.std()) / 255

    def prepared(raw: np.ndarray) -> np.ndarray:
        found = raw[:, None].astype(np.float32) / 255
        scales = {
            "standard": lambda p: (p - mean) / deviation, "unit": lambda p: p,
            "lenet5": lambda p: p * 1.275 - 0.1, "binary": lambda p: p > 0.5,
            "bytes": lambda p: 255 * (p - mean),
        }  # fmt: skip
        around = [(0, 0), (0, 0), (data.pad, data.pad), (data.pad, data.pad)]
        found = chosen("scale", data.scale, scales)(np.pad(found, around)).astype(np.float32)
        found = np.repeat(found, data.channels, 1) if data.channels > 1 else found
        return found.reshape(len(found), -1) if data.flat else found

    return Rows(prepared(x), y.astype(np.int64), prepared(test_x), test_y.astype(np.int64))


def arrays(data: Data) -> Rows:
    """The arrays of an .npz file; without test rows the last tenth is the test."""
    if data.source is None:
        raise ArgumentError("arrays need a source", fix='source = "file.npz"')
    try:
        with np.load(Path(data.source).expanduser(), allow_pickle=False) as held:
            found = {key: held[key] for key in held.files}
    except (OSError, ValueError) as error:
        raise FileError(f"{data.source!r} cannot be read: {error}") from None
    if not {"x", "y"} <= set(found):
        raise FileError(f"{data.source!r} holds no x and y", given=", ".join(found))
    if {"test_x", "test_y"} <= set(found):
        return Rows(found["x"], found["y"], found["test_x"], found["test_y"])
    cut = len(found["x"]) - len(found["x"]) // 10
    return Rows(found["x"][:cut], found["y"][:cut], found["x"][cut:], found["y"][cut:])


def drawn(data: Data) -> Rows:
    """Digits drawn at random, as many as `rows` says and a quarter more for the test."""
    n = data.rows or 12_000
    x, y = glyphs(n, data.size, noise=data.noise, seed=1)
    test_x, test_y = glyphs(max(1, n // 4), data.size, noise=data.noise, seed=2)
    return Rows(x, y, test_x, test_y)


def moved(data: Data) -> Rows:
    """Drawn digits, moves, and the moved digits."""
    n = data.rows or 6_000
    x, moves, y = moved_glyphs(n, data.size, seed=1)
    test_x, test_moves, test_y = moved_glyphs(max(1, n // 4), data.size, seed=2)
    return Rows(x, y, test_x, test_y, (moves,), (test_moves,))


def text(data: Data) -> Rows:
    """Windows of a text; its last tenth is the test. Without a source it is what Python's `help`
    says about the language."""
    whole = python_topics() if data.source is None else read_text(data.source)
    if data.rows is not None:
        whole = whole[: data.rows]
    cut = round(TOLD_APART * len(whole))
    parts = whole[:cut], whole[cut:]
    known = Characters.of(parts[0])
    x, y = text_windows(known.encode(parts[0]), data.length, data.step)
    test_x, test_y = text_windows(known.encode(parts[1]), data.length)
    sizes = {"vocabulary": len(known)}
    return Rows(x, y, test_x, test_y, texts=parts, characters=known, sizes=sizes)


def classified(data: Data) -> Rows:
    """Reviews as rows of words, and their classes: those of a package, or a table with the columns
    text and label, whose last fifth is the test. Only words of the training part are known."""
    if data.source is None:
        training, test = reviews()
    else:
        training, test = labelled(data.source)
    words = [words_of(text) for text in training.texts[: data.rows]]
    known = Words.of(words, most=data.words, least=data.least)
    classes = sorted(set(training.labels))
    rows, place = len(words), {name: number for number, name in enumerate(classes)}
    unknown = sorted(set(test.labels) - set(classes))
    if unknown:
        raise DataError(f"the class {unknown[0]!r} is in the test part alone")
    y, test_y = (np.array([place[x] for x in part.labels], np.int64) for part in (training, test))
    test_x = known.rows([words_of(text) for text in test.texts], data.length)
    sizes = {"vocabulary": len(known), "classes": len(classes)}
    return Rows(known.rows(words, data.length), y[:rows], test_x, test_y, sizes=sizes)


def labelled(source: str) -> tuple[Labelled, Labelled]:
    """A table of texts and labels in two parts."""
    table = read_table(source)
    texts, labels = ([cell or "" for cell in table[name].to_texts()] for name in ("text", "label"))
    cut = len(texts) - len(texts) // 5
    return Labelled(texts[:cut], labels[:cut]), Labelled(texts[cut:], labels[cut:])


def tagged(data: Data) -> Rows:
    """Sentences as rows of words and of their endings, and the tag of each word, -100 beyond the
    end; the last tenth of the sentences, mixed, is the test. Words and tags of the rest are
    known."""
    sentences = turkish_treebank() if data.source is None else read_conllu(data.source)
    mixed = [sentences[i] for i in permutation(len(sentences), 1)]
    cut = round(TOLD_APART * len(mixed))
    parts = mixed[:cut][: data.rows], mixed[cut:]
    words = Words.of([s.words for s in parts[0]], most=data.words, least=data.least)
    endings = Words.of([map(ending, s.words) for s in parts[0]], most=data.words)
    tags = Words.of([s.tags for s in parts[0]])
    found = []
    for part in parts:
        x = words.rows([s.words for s in part], data.length)
        ends = endings.rows([[*map(ending, s.words)] for s in part], data.length)
        y = tags.rows([s.tags for s in part], data.length) - 2  # an unknown tag is -1, never right
        found.append((x, ends, np.where(x == 0, IGNORED, y)))
    (x, ends, y), (test_x, test_ends, test_y) = found
    sizes = {"words": len(words), "endings": len(endings), "tags": len(tags.words)}
    test_y = np.where(test_y == -1, IGNORED, test_y)
    return Rows(x, y, test_x, test_y, (ends,), (test_ends,), sizes=sizes, answers=parts)


def ending(word: str) -> str:
    """The last three letters, and whether the word begins with a capital or has a digit."""
    kind = "A" if word[:1].isupper() else "0" if any(map(str.isdigit, word)) else ""
    return kind + word[-3:].lower()


def spoken(data: Data) -> Rows:
    """Words as rows of letters, their sounds behind a start and before an end, -100 beyond; mixed,
    `rows` of them and a test of a thousand more, or a tenth."""
    ways = pronunciations(data.source)
    words = [word for word in ways if len(word) <= data.length and short(ways[word], data.length)]
    mixed = [words[i] for i in permutation(len(words), 1)]
    test = mixed[: min(TESTED_WORDS, len(mixed) // 10)]
    training = mixed[len(test) :][: data.rows]
    letters, sounds = Words.of(training), Words.of([ways[word][0] for word in training])
    start, end = len(sounds), len(sounds) + 1
    found = []
    for part in (training, test):
        told = [sounds.encode(ways[word][0]) for word in part]
        given = filled_rows([np.array([start, *row]) for row in told], data.length + 1)
        wanted = filled_rows([np.array([*row, end]) for row in told], data.length + 1, IGNORED)
        found.append((letters.rows([*map(list, part)], data.length), given, wanted))
    (x, given, y), (test_x, test_given, test_y) = found
    right = [{tuple(sounds.encode(way).tolist()) for way in ways[word]} for word in test]
    sizes = {"sources": len(letters), "targets": len(sounds) + 2}
    return Rows(x, y, test_x, test_y, (given,), (test_given,), sizes=sizes, answers=(right,))


def short(ways: list[tuple[str, ...]], length: int) -> bool:
    """Whether no way to say a word is longer than that."""
    return max(map(len, ways)) <= length


SOURCES: dict[str, Callable[[Data], Rows]] = {
    "fashion-mnist": pictures, "mnist": pictures, "mnist-5000": pictures, "arrays": arrays,
    "glyphs": drawn, "moved-glyphs": moved, "text": text, "reviews": classified, "tags": tagged,
    "pronunciations": spoken,
}  # fmt: skip
# The keys that say something about a data set, beside those that do about any.
ALWAYS = ("name", "rows", "prepare", "mirror", "shift", "degrees", "cutout")
OF_PICTURES = ("scale", "pad", "channels", "flat")
TAKEN: dict[str, tuple[str, ...]] = {
    "fashion-mnist": ("source", *OF_PICTURES), "mnist": ("source", *OF_PICTURES),
    "mnist-5000": OF_PICTURES, "arrays": ("source",), "glyphs": ("size", "noise"),
    "moved-glyphs": ("size",), "text": ("source", "length", "step"),
    "reviews": ("source", "length", "words", "least"), "tags": ("source", "length", "words"),
    "pronunciations": ("source", "length"),
}  # fmt: skip
# Where `rows` says how much there is at all.
DRAWN = {"glyphs", "moved-glyphs", "text", "reviews", "tags", "pronunciations"}
