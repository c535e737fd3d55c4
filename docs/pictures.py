"""The pictures of the README and the docs, made again: a fit of the packaged penguins, its report
at the size of a desktop and of a phone, and what the terminal showed meanwhile. Needs chromium, and
nothing else that is not installed: `python docs/pictures.py`.

`python docs/pictures.py style` makes the one of two photographs, which come with scikit-learn.
"""

import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path

import numpy as np
from PIL import Image

from pellucid import manual_seed, zoo
from pellucid.formats.png import save_png
from pellucid.report.pictures import tiled
from pellucid.report.styles import style_transfer

FOLDER = Path(__file__).parent / "pictures"
TERMINAL = """<body style="margin:0;background:#14191b;color:#e8ebe9"><pre style="margin:20px;
font:15px/1.5 'DejaVu Sans Mono',monospace;white-space:pre">{}</pre></body>"""
MOST_BYTES = 300_000


def main() -> None:
    """Fit, and take every picture."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        raise SystemExit("pictures need chromium on the path")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        said = fitted(here / "penguins.pellucid")
        page = (here / "penguins.pellucid" / "report.html").read_text(encoding="utf-8")
        shots = {
            "training": (TERMINAL.format(escape(said)), (1180, 60 + 23 * said.count("\n"))),
            "report": (page, (1100, 1250)),
            "mistakes": (opened(page, "mistakes", 0), (1100, 1150)),
            "reasons": (opened(page, "reasons", 0), (1100, 1150)),
            "phone": (phone(page), (390, 900)),
        }
        for name, (html, size) in shots.items():
            take(browser, html, FOLDER / f"{name}.png", size, here)


def fitted(folder: Path) -> str:
    """What the command said while it trained the penguins and saved the model in `folder`."""
    command = [
        sys.executable,
        "-c",
        "from pellucid.cli import main; main()",
        "fit",
        "--out",
        folder,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    said = (done.stderr + done.stdout).replace(str(folder), "penguins.pellucid")
    return "$ pellucid fit\n" + re.sub(r"(.{118}\S*) ", r"\1\n  ", said)


def opened(page: str, section: str, lessons: int) -> str:
    """The page from one section on, with some of that section's lessons unfolded."""
    look = f"header,nav,section:not(#{section}){{display:none}}#{section}{{border:0;margin:0}}"
    page = page.replace("</style>", f"{look}</style>", 1)
    before, mark, after = page.partition(f'<section id="{section}">')
    lesson = '<details class="lesson">'
    return before + mark + after.replace(lesson, lesson.replace(">", " open>"), lessons)


def phone(page: str) -> str:
    """The page in a frame as wide as a phone, since a window cannot be that narrow."""
    frame = "width:390px;height:900px;border:0"
    return (
        f'<body style="margin:0"><iframe style="{frame}" srcdoc="{escape(page)}"></iframe></body>'
    )


def take(browser: str, html: str, to: Path, size: tuple[int, int], here: Path) -> None:
    """A picture of a page, cut to its size."""
    (here / "page.html").write_text(html, encoding="utf-8")
    command = [
        browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
        f"--screenshot={to}", f"--window-size={size[0]},{size[1]}", "--virtual-time-budget=3000",
        (here / "page.html").as_uri(),
    ]  # fmt: skip
    subprocess.run(command, capture_output=True, check=True)
    if to.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{to} has {to.stat().st_size:,} bytes, more than {MOST_BYTES:,}")
    print(to.name, to.stat().st_size)


def style(size: tuple[int, int] = (192, 128)) -> None:
    """A palace, a flower, and the palace in the style of the flower."""
    found = importlib.util.find_spec("sklearn")
    if found is None or found.origin is None:
        raise SystemExit("the photographs come with scikit-learn: pip install pellucid[sklearn]")
    folder = Path(found.origin).parent / "datasets" / "images"
    palace, flower = (
        np.asarray(Image.open(folder / name).resize(size), np.float32).transpose(2, 0, 1) / 255
        for name in ("china.jpg", "flower.jpg")
    )
    manual_seed(0)
    network = zoo.MultiScaleFilters(3, 24, sizes=(3, 5, 7, 11, 15))
    made = style_transfer(
        network, palace, flower, style_layers=network.layers, content_layers=["scales.2"],
        balance=20.0, steps=300, rate=0.05,
    )  # fmt: skip
    print(made)
    save_png(FOLDER / "style.png", tiled([palace, flower, made.picture], 3, each=False, zoom=2))


if __name__ == "__main__":
    style() if sys.argv[1:] == ["style"] else main()
