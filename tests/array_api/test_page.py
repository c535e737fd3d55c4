"""docs/arrays.md lists the functions of the standard as they are here."""

from pathlib import Path

import pellucid as pel

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "arrays.md"
ROWS = Path(__file__).with_name("signatures.txt").read_text(encoding="utf-8").split("\n")[:-1]
TITLES = {"": "pellucid", "linalg": "pellucid.linalg", "fft": "pellucid.fft", "array": "A tensor"}
START, END = "<!-- functions -->\n", "<!-- end -->"


def listed():
    """The list as it must stand on the page: the names in each place, in order."""
    groups = {title: [] for title in TITLES.values()}
    for row in ROWS:
        part, _, name = row.partition("(")[0].rpartition(".")
        if part in TITLES:
            groups[TITLES[part]].append(name)
    return "\n".join(f"**{title}**: `{'` `'.join(names)}`\n" for title, names in groups.items())


def test_the_page_lists_what_is_here():
    text = PAGE.read_text(encoding="utf-8")
    shown = text[text.index(START) + len(START) : text.index(END)]
    assert shown.split() == listed().split()
    for row in ROWS:
        part, _, name = row.partition("(")[0].rpartition(".")
        owner = {"": pel, "linalg": pel.linalg, "fft": pel.fft}.get(part)
        assert owner is None or hasattr(owner, name)
