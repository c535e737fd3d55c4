"""On which line of a TOML text each key, each table and each element of a list stands."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

Keys = tuple[str | int, ...]  # keys, and places in lists
STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|' r"'''.*?'{3,5}|" r'"(?:\\.|[^"\\\n])*"|' r"'[^'\n]*'", re.DOTALL
)
KEY = re.compile(r"""(?:"(?:\\.|[^"\\\n])*"|'[^'\n]*'|[\w.\- \t])+""")
SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
PLAIN = re.compile(r"[^\s,\]}#]+(?: \d[^\s,\]}#]*)?")  # a number, a truth, a date with its time


def lines_of(text: str) -> dict[Keys, int]:
    """The line of each path in a text that is TOML.

    >>> lines_of('[train]\\nepochs = 3\\n[[model.layers]]\\ntype = "Tanh"')[("train", "epochs")]
    2
    >>> lines_of('[[a]]\\nb = 1\\n[[a]]\\nb = [\\n 7,\\n 8]')[("a", 1, "b", 1)]
    6
    """
    found: dict[Keys, int] = {}
    for path, place in Scanner(text).document():
        found.setdefault(path, text.count("\n", 0, place) + 1)
    return found


def line_at(text: str, path: Keys) -> int:
    """The line of a path, or of the nearest thing around it that stands in the text; 0 where there
    is none."""
    lines = lines_of(text)
    return next((lines[p] for n in range(len(path), 0, -1) if (p := path[:n]) in lines), 0)


class Scanner:
    """A walk over a text that was found to be TOML: it looks for places, and checks nothing."""

    def __init__(self, text: str) -> None:
        self.text, self.place = text, 0
        self.sizes: dict[Keys, int] = {}  # of lists of tables, so far

    def document(self) -> Iterator[tuple[Keys, int]]:
        """Every path, with where it begins."""
        table: Keys = ()
        self.skip(SPACE)
        while self.place < len(self.text):
            if self.ahead() == "[":
                start, is_list = self.place, self.text.startswith("[[", self.place)
                self.place += 1 + is_list
                table = self.table(self.key(), is_list)
                self.place += 1 + is_list
                yield from ((table[:n], start) for n in range(1, len(table) + 1))
            else:
                yield from self.pair(table)
            self.skip(SPACE)

    def table(self, keys: list[str], is_list: bool) -> Keys:
        """The path of a table: the last one, where a key holds a list of them."""
        path: Keys = ()
        for place, key in enumerate(keys, 1):
            path = (*path, key)
            if is_list and place == len(keys):
                self.sizes[path] = self.sizes.get(path, 0) + 1
            if path in self.sizes:
                path = (*path, self.sizes[path] - 1)
        return path

    def pair(self, table: Keys) -> Iterator[tuple[Keys, int]]:
        """The paths of a key and of what it holds."""
        start, keys = self.place, self.key()
        self.place += 1  # the equals sign
        self.skip(SPACE)
        yield from (((*table, *keys[:n]), start) for n in range(1, len(keys) + 1))
        yield from self.value((*table, *keys))

    def value(self, path: Keys) -> Iterator[tuple[Keys, int]]:
        """The paths in what a key holds."""
        if self.ahead() not in "[{":
            self.skip(STRING if self.ahead() in "\"'" else PLAIN)
            return
        is_list, number = self.ahead() == "[", 0
        self.place += 1
        self.skip(SPACE)
        while self.ahead() not in "]}":
            if is_list:
                yield (*path, number), self.place
                yield from self.value((*path, number))
            else:
                yield from self.pair(path)
            number += 1
            self.skip(SPACE)
            self.place += self.ahead() == ","
            self.skip(SPACE)
        self.place += 1

    def key(self) -> list[str]:
        """The parts of a key, dotted or not, quoted or not."""
        begun = self.place
        self.skip(KEY)
        held: Any = tomllib.loads(f"{self.text[begun : self.place].strip()} = 0")
        parts = []
        while isinstance(held, dict):
            ((name, held),) = held.items()
            parts.append(name)
        return parts

    def ahead(self) -> str:
        """The sign that comes next."""
        return self.text[self.place : self.place + 1] or "]"

    def skip(self, pattern: re.Pattern[str]) -> None:
        """Go on behind what a pattern finds here."""
        found = pattern.match(self.text, self.place)
        self.place = found.end() if found else self.place + 1
