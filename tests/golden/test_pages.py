"""Pages that show printed text: each text is what the code above it prints."""

import contextlib
import io
import re
from pathlib import Path

import pytest

PAGES = Path(__file__).parents[2] / "docs" / "inside"
BLOCK = re.compile(r"```(python|text)\n(.*?)```", re.DOTALL)


def printed(page: str) -> str:
    """The page with every text replaced by what is printed before it."""
    namespace: dict[str, object] = {"__name__": "page"}
    output = io.StringIO()

    def filled(block: re.Match[str]) -> str:
        kind, content = block.groups()
        if kind == "text":
            found = output.getvalue()
            output.seek(0)
            output.truncate()
            return f"```text\n{found}```"
        with contextlib.redirect_stdout(output):
            exec(compile(content, "page.py", "exec"), namespace)  # noqa: S102
        return block.group()

    return BLOCK.sub(filled, page)


@pytest.mark.parametrize("file", sorted(PAGES.glob("*.md")), ids=lambda file: file.stem)
def test_a_page_shows_what_its_code_prints(file, request):
    page = file.read_text(encoding="utf-8")
    found = printed(page)
    if request.config.getoption("--update-golden", default=False):
        file.write_text(found, encoding="utf-8")
    assert found == file.read_text(encoding="utf-8")
