"""Every link of a page leads to a file, and to a place in it; and every page is linked to."""

import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("docs", "benchmarks", "recipes", "examples")
PAGES = sorted([*ROOT.glob("*.md"), *(p for f in FOLDERS for p in (ROOT / f).rglob("*.md"))])
CODE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)


def links(page: Path) -> list[tuple[Path, str]]:
    """The files on this disk that a page links to, each with a place in it or an empty string."""
    found = re.findall(r"\]\(([^)\s]+)\)", CODE.sub("", page.read_text(encoding="utf-8")))
    parts = (target.partition("#") for target in found if "://" not in target)
    return [((page.parent / file).resolve() if file else page, place) for file, _, place in parts]


@cache
def places(page: Path) -> set[str]:
    """What a link to a page may name: its headings, as GitHub writes them, and its anchors."""
    text = page.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+)$", CODE.sub("", text), re.MULTILINE)
    plain = (re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading) for heading in headings)
    names = (re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in plain)
    return {*names, *re.findall(r'<a id="([^"]+)">', text)}


def test_every_link_leads_somewhere():
    lost = [
        f"{page.relative_to(ROOT)}: {file}#{place}"
        for page in PAGES
        for file, place in links(page)
        if not file.exists() or (place and place not in places(file))
    ]
    assert lost == []


def test_every_page_is_linked_to():
    linked = {file for page in PAGES for file, _ in links(page) if file != page}
    assert [page for page in PAGES if page not in {*linked, ROOT / "README.md"}] == []
