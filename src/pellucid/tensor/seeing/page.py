"""A sight as one HTML page that needs nothing but itself."""

import re
from collections.abc import Iterable
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from pellucid.core.lazy import lazy
from pellucid.tensor.seeing.findings import Findings, KernelFindings, Mark
from pellucid.tensor.seeing.profiling import plural

jinja2 = lazy("jinja2")

LEVELS = (
    ("graph", "Graph"),
    ("loops", "Loops"),
    ("ir", "LLVM IR"),
    ("assembly", "Assembly"),
    ("memory", "Memory"),
)
TEXTS = (
    ("loops", "Loops", "each kernel as the loop nest it is"),
    ("ir", "LLVM IR", "as it is handed to LLVM"),
    ("assembly", "Assembly", "as this processor runs it"),
)
OPENED = ("loops", "assembly")  # levels that are open at first
MOST_CHARACTERS = {"loops": 500_000, "ir": 900_000, "assembly": 700_000}  # of a level, in all
MAP_WIDTH, MAP_HEIGHT = 600, 200  # of the picture of the memory plan
NAME = re.compile(r"[A-Za-z_][\w.]*")


def page(sight: Findings) -> str:
    """The page of a sight: its styles and its script inside, no reference to elsewhere.

    All that came from the user is escaped. The texts of a level that would be too long for a page
    are cut, and say so.
    """
    keys = keys_of(sight)
    return template().render(
        sight=sight,
        sources=[*source_rows(sight), *layer_rows(sight)],
        kernels=kernel_rows(sight, keys),
        graph=graph_rows(sight, keys),
        memory=memory_rows(sight),
        map=memory_map(sight),
        arena=f"{sight.arena:,} bytes",
        apart=f"{sight.apart:,}",
        levels=LEVELS,
        texts=TEXTS,
        opened=OPENED,
        style=packaged("page.css"),
        script=packaged("page.js"),
    )


def keys_of(sight: Findings) -> dict[tuple[str, int], str]:
    """The name on the page of each line that is shown, by file and number."""
    return {
        (source.file, number): f"s{place}-{number}"
        for place, source in enumerate(sight.sources)
        for number, _ in source.numbered()
    }


def source_rows(sight: Findings) -> list[dict[str, Any]]:
    """The user's functions, each line with what it costs."""
    whole, keys = sight.profile.total or 1.0, keys_of(sight)
    found = []
    for source in sight.sources:
        rows = []
        for number, text in source.numbered():
            row = {"number": number, "text": text, "kernels": "", "cost": ""}
            row |= {"forward": 0, "gradient": 0, "percent": ""}
            mark = sight.marks.get((source.file, number))
            if mark is not None:
                row |= marked_row(mark, whole) | {"key": keys[source.file, number]}
            rows.append(row)
        found.append({"title": source.title, "rows": rows})
    return found


def marked_row(mark: Mark, whole: float) -> dict[str, Any]:
    """What a line or a layer costs, and its kernels."""
    gradient = f", of which {mark.gradient:,.1f} us for its gradient" if mark.gradient else ""
    return {
        "kernels": " ".join(mark.kernels),
        "forward": round(100 * mark.microseconds / whole, 1),
        "gradient": round(100 * mark.gradient / whole, 1),
        "percent": f"{mark.total / whole:.0%}",
        "cost": f"{mark.total:,.1f} us{gradient}",
    }


def layer_rows(sight: Findings) -> list[dict[str, Any]]:
    """The layers of a network, as if each were a line."""
    whole = sight.profile.total or 1.0
    rows = [
        {"number": "", "text": layer, "key": layer_key(sight, layer), **marked_row(mark, whole)}
        for layer, mark in sight.layers.items()
    ]
    return [{"title": "layers of the network", "rows": rows}] if rows else []


def layer_key(sight: Findings, layer: str) -> str:
    """The name on the page of a layer."""
    return f"layer-{list(sight.layers).index(layer)}"


def kernel_rows(sight: Findings, keys: dict[tuple[str, int], str]) -> list[dict[str, Any]]:
    """The kernels at every level."""
    names = {row.name for row in sight.graph}
    whole = sight.profile.total or 1.0
    caps = {level: lines_within(sight.kernels, level) for level in MOST_CHARACTERS}
    found = []
    for kernel in sight.kernels:
        timed = kernel.profile
        places = [(keys[line.file, line.number], text) for line, text in kernel.places()]
        places += [(layer_key(sight, layer), f"layer {layer}") for layer in kernel.layers]
        found.append(
            {
                "name": kernel.name,
                "kind": timed.kind,
                "level": timed.level,
                "time": f"{timed.in_turn:,.1f}",
                "grow": f"{max(timed.in_turn / whole, 1e-4):.4f}",
                "reached": timed.reached,
                "meter": f"{100 * min(1.0, timed.share):.0f}",
                "space": kernel.space,
                "work": f"{timed.operations:,} operations, {timed.bytes:,} bytes",
                "notes": kernel.notes,
                "reasons": kernel.reasons,
                "tied": " ".join(dict.fromkeys(key for key, _ in places)),
                "places": places,
                "loops": with_values(cut(kernel, "loops", caps), names),
                "ir": escape(cut(kernel, "ir", caps), quote=False),
                "assembly": escape(cut(kernel, "assembly", caps), quote=False),
            }
        )
    return found


def lines_within(kernels: Iterable[KernelFindings], level: str) -> int:
    """How many lines of each text of a level may stand on the page: all, or as many as keep it
    within bounds."""
    lengths = [[len(row) + 1 for row in getattr(k, level).splitlines()] for k in kernels]
    most = max(map(len, lengths), default=0)
    while most > 1 and sum(sum(rows[:most]) for rows in lengths) > MOST_CHARACTERS[level]:
        most = most * 9 // 10
    return most


def cut(kernel: KernelFindings, level: str, caps: dict[str, int]) -> str:
    """A text of a kernel, as long as it may be."""
    lines = getattr(kernel, level).splitlines()
    left = len(lines) - caps[level]
    if left <= 0:
        return "\n".join(lines)
    more = f'... and {plural(left, "line")} more: print(sight["{kernel.name}"].{level})'
    return "\n".join([*lines[: caps[level]], more])


def with_values(text: str, names: set[str]) -> str:
    """A text as HTML, in which the names of values are marked."""

    def marked(found: re.Match[str]) -> str:
        name = found[0]
        return f'<b data-v="{name}">{name}</b>' if name in names else name

    return NAME.sub(marked, escape(text, quote=False))


def graph_rows(sight: Findings, keys: dict[tuple[str, int], str]) -> list[dict[str, Any]]:
    """The graph, each value tied to kernels and lines."""
    names = {row.name for row in sight.graph}
    return [
        {
            "name": row.name,
            "expression": with_values(row.expression, names),
            "spec": row.spec,
            "kernels": " ".join(row.kernels),
            "tied": " ".join(
                dict.fromkeys(
                    keys[line.file, line.number]
                    for line in row.lines
                    if (line.file, line.number) in keys
                )
            ),
        }
        for row in sight.graph
    ]


def memory_rows(sight: Findings) -> list[dict[str, Any]]:
    """The stored values."""
    readers = readers_of(sight)
    return [
        {
            "name": row.name,
            "spec": row.spec,
            "where": row.where if row.offset is None else f"arena at {row.offset:,}",
            "bytes": f"{row.bytes:,}",
            "levels": "{} to {}".format(*row.levels),
            "kernel": row.kernel,
            "kernels": readers.get(row.name, row.kernel),
        }
        for row in sight.memory
    ]


def readers_of(sight: Findings) -> dict[str, str]:
    """The kernels that make and read each stored value, by its name."""
    found: dict[str, list[str]] = {row.name: [row.kernel] for row in sight.memory if row.kernel}
    for kernel in sight.kernels:
        for name in kernel.reads.split(", "):
            found.setdefault(name, []).append(kernel.name)
    return {name: " ".join(dict.fromkeys(kernels)) for name, kernels in found.items()}


def memory_map(sight: Findings) -> dict[str, Any]:
    """The arena as a picture: levels from left to right, bytes from top to bottom."""
    rows = [row for row in sight.memory if row.offset is not None]
    levels = 1 + max((row.levels[1] for row in rows), default=0)
    across, down = MAP_WIDTH / levels, MAP_HEIGHT / (sight.arena or 1)
    boxes = [
        {
            "x": round(row.levels[0] * across, 2),
            "y": round((row.offset or 0) * down, 2),
            "width": round((row.levels[1] - row.levels[0] + 1) * across, 2),
            "height": max(0.5, round(row.bytes * down, 2)),
            "kernels": row.kernel,
            "title": f"{row.name} {row.spec}: {row.bytes:,} bytes, made by {row.kernel}, "
            f"levels {row.levels[0]} to {row.levels[1]}",
        }
        for row in rows
    ]
    return {"width": MAP_WIDTH, "height": MAP_HEIGHT, "boxes": boxes}


@cache
def template() -> Any:
    """The page's template; what is put into it is escaped unless it is markup made here."""
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(packaged),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    return environment.get_template("page.html.jinja")


@cache
def packaged(name: str) -> str:
    """A file beside this one."""
    return (files("pellucid.tensor.seeing") / name).read_text(encoding="utf-8")
