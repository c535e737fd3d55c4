"""A browser that opens reports and says what went wrong in them; reports that cost little."""

import base64
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
LOCAL = ("file:", "data:", "blob:", "about:")
MOST_BYTES = 3_000_000
LAUNCH = """
import os, sys, fcntl
pipes = [fcntl.fcntl(int(pipe), fcntl.F_DUPFD, 10) for pipe in sys.argv[1:3]]
for pipe, place in zip(pipes, (3, 4)):
    os.dup2(pipe, place)
os.execv(sys.argv[3], sys.argv[3:])
"""  # the browser listens at 3 and answers at 4
PATIENCE = 60.0  # seconds for a page to open on a busy machine


@dataclass(frozen=True)
class Opened:
    """What a page did: errors it told, addresses it asked for, how wide it is, how many of its
    pictures are not shown, and what it looks like."""

    errors: tuple[str, ...]
    requests: tuple[str, ...]
    width: int
    missing: int
    picture: bytes


class Browser:
    """Chromium without a window, spoken to over a pipe (Chrome DevTools Protocol)."""

    def __init__(self, folder: Path) -> None:
        asked, self.write = os.pipe()
        self.read, answered = os.pipe()
        command = [
            str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe",
            f"--user-data-dir={folder}", "--no-first-run", "--disable-background-networking",
        ]  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-S", "-c", LAUNCH, str(asked), str(answered), *command],
            pass_fds=(asked, answered), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(asked)
        os.close(answered)
        self.number, self.rest, self.events = 0, b"", []

    def close(self) -> None:
        """End the browser."""
        self.process.terminate()
        self.process.wait(10)
        os.close(self.write)
        os.close(self.read)

    def message(self) -> dict[str, Any]:
        """The next message of the browser."""
        while b"\0" not in self.rest:
            part = os.read(self.read, 1 << 16)
            if not part:
                raise RuntimeError("the browser has ended")
            self.rest += part
        text, self.rest = self.rest.split(b"\0", 1)
        return json.loads(text)

    def ask(self, method: str, session: str | None = None, **given: Any) -> dict[str, Any]:
        """What a command gives; events that come before it are kept."""
        self.number += 1
        asked = {"id": self.number, "method": method, "params": given}
        asked |= {"sessionId": session} if session else {}
        os.write(self.write, json.dumps(asked).encode() + b"\0")
        while True:
            found = self.message()
            if found.get("id") == self.number:
                assert "error" not in found, found
                return found["result"]
            self.events.append(found)

    def wait_for(self, method: str) -> None:
        """Go on when an event has come."""
        until = time.monotonic() + PATIENCE
        while not any(event.get("method") == method for event in self.events):
            assert time.monotonic() < until, f"{method} did not come"
            self.events.append(self.message())

    def open(self, page: Path, width: int, height: int) -> Opened:
        """Open a page of a size, every fold of it unfolded, and say what it did."""
        self.events.clear()
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        found = self.ask("Target.attachToTarget", targetId=target, flatten=True)
        session = found["sessionId"]
        for domain in ("Runtime", "Log", "Network", "Page"):
            self.ask(f"{domain}.enable", session)
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        self.ask("Emulation.setDeviceMetricsOverride", session, **size)
        self.ask("Page.navigate", session, url=page.as_uri())
        self.wait_for("Page.loadEventFired")
        script = (
            "new Promise(done => { document.querySelectorAll('details').forEach(one => one.open = "
            "true); window.scrollTo(0, document.body.scrollHeight); "
            "setTimeout(() => done([document.documentElement.scrollWidth, Array.from("
            "document.images).filter(one => !one.naturalWidth).length].join(' ')), 300); })"
        )
        found = self.ask("Runtime.evaluate", session, expression=script, awaitPromise=True)
        width, missing = map(int, found["result"]["value"].split())
        shot = self.ask("Page.captureScreenshot", session, captureBeyondViewport=True)
        self.ask("Target.closeTarget", targetId=target)
        return Opened(
            tuple(error for event in self.events for error in errors_in(event)),
            tuple(url for event in self.events for url in requests_in(event)),
            width,
            missing,
            base64.b64decode(shot["data"]),
        )


def errors_in(event: dict[str, Any]) -> list[str]:
    """What an event tells of an error or a warning."""
    method, given = event.get("method"), event.get("params", {})
    if method == "Runtime.exceptionThrown":
        return [json.dumps(given["exceptionDetails"])]
    if method == "Runtime.consoleAPICalled" and given["type"] in {"error", "warning", "assert"}:
        return [json.dumps(given["args"])]
    if method == "Log.entryAdded" and given["entry"]["level"] in {"error", "warning"}:
        return [given["entry"]["text"]]
    return []


def requests_in(event: dict[str, Any]) -> list[str]:
    """The address that an event says is asked for, where it is not on this machine."""
    if event.get("method") != "Network.requestWillBeSent":
        return []
    url = event["params"]["request"]["url"]
    return [] if url.startswith(LOCAL) else [url]


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all pages."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    found = Browser(tmp_path_factory.mktemp("browser"))
    yield found
    found.close()


@pytest.fixture
def opens_well(browser: Browser, tmp_path: Path):
    """A check of a model's report: at the size of a desktop and of a phone it opens without an
    error, asks for nothing outside its file, is no wider than the screen, and is small."""

    def check(model: Any) -> dict[str, Opened]:
        page = tmp_path / "page.html"
        model.report(page)
        assert page.stat().st_size < MOST_BYTES
        found = {name: browser.open(page, *size) for name, size in SIZES.items()}
        for name, opened in found.items():
            assert opened.errors == (), name
            assert opened.requests == (), name
            assert opened.width <= SIZES[name][0], name
            assert opened.missing == 0, name
        kept = os.environ.get("PELLUCID_KEEP_PAGES")
        if kept:
            for name, opened in found.items():
                (Path(kept) / f"{type(model).__name__}-{name}.png").write_bytes(opened.picture)
        return found

    return check


@pytest.fixture
def page_with_faults(tmp_path: Path) -> Path:
    """A page that does all that a report must not do."""
    page = tmp_path / "faults.html"
    page.write_text(
        "<body style='width: 3000px'><img src='http://127.0.0.1:9/none.png'>"
        "<script>console.error('wrong'); missing()</script>"
    )
    return page
