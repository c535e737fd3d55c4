"""What other kinds of data add to the page: sections of their own, made of a few kinds of figures.

Whoever trains a model of pictures, texts or series gives `build_report` sections, and the page
shows them in their place, each figure with its sentence and its lesson. A section is a value: no
code of it runs when the page is read.
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Place = Literal["answer", "mistakes", "reasons", "trust", "data", "making"]


@dataclass(frozen=True)
class Lesson:
    """The concept behind a figure, for two minutes: a question, plain paragraphs, and a small
    drawing of the reader's own data (a Vega-Lite chart with its description).
    """

    question: str
    paragraphs: tuple[str, ...]
    chart: Mapping[str, Any] | None = None
    caption: str = ""


@dataclass(frozen=True)
class Chart:
    """A Vega-Lite chart and what it shows, in one sentence."""

    chart: Mapping[str, Any]
    sentence: str
    lesson: Lesson | None = None


@dataclass(frozen=True)
class Picture:
    """One picture of a grid: PNG or JPEG bytes, a caption, and what it shows in words."""

    content: bytes
    caption: str
    description: str
    is_wrong: bool = False

    @property
    def address(self) -> str:
        """The picture as a data address, which needs no network."""
        kind = "png" if self.content.startswith(b"\x89PNG") else "jpeg"
        return f"data:image/{kind};base64,{b64encode(self.content).decode('ascii')}"


@dataclass(frozen=True)
class Pictures:
    """A grid of pictures, such as mistakes beside what was looked at."""

    pictures: tuple[Picture, ...]
    sentence: str
    lesson: Lesson | None = None


@dataclass(frozen=True)
class Words:
    """Texts whose words are shaded by how far each moved the answer: (word, weight) in order, the
    weights from -1 (against) to 1 (for). `heads`: a line above each text.
    """

    texts: tuple[tuple[tuple[str, float], ...], ...]
    heads: tuple[str, ...]
    sentence: str
    lesson: Lesson | None = None


@dataclass(frozen=True)
class Rows:
    """A small table: names of columns, and rows of texts or numbers."""

    names: tuple[str, ...]
    rows: tuple[tuple[str | float | int, ...], ...]
    sentence: str
    lesson: Lesson | None = None


Exhibit = Chart | Pictures | Words | Rows


@dataclass(frozen=True)
class Section:
    """A part of the page: its `place` among the chapters, a title, and what it shows.

    >>> Section("trust", "How did it do in past years?", (Rows(("year", "error"), ((2019, 1.5),),
    ...     "In 2019 the error was 1.5."),)).sentence()
    'In 2019 the error was 1.5.'
    """

    place: Place
    title: str
    exhibits: tuple[Exhibit, ...]

    def sentence(self) -> str:
        """The sentence of its first figure."""
        return self.exhibits[0].sentence if self.exhibits else self.title
