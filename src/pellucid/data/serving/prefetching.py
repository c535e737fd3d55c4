"""Batches made ready ahead of time."""

import queue
import threading
from collections.abc import Iterable, Iterator
from typing import Any

from pellucid.core.errors import ArgumentError

END = object()


def prefetched(batches: Iterable[Any], ahead: int = 2) -> Iterator[Any]:
    """The same batches in the same order, up to `ahead` of them made ready by a thread while the
    last one is used. An error comes where its batch would; when nobody goes on, the thread ends.

    >>> list(prefetched(range(4)))
    [0, 1, 2, 3]
    """
    if ahead < 1:
        raise ArgumentError(f"prefetched: ahead is 1 or more batches, not {ahead}")
    ready: queue.Queue[Any] = queue.Queue(ahead)
    over = threading.Event()
    thread = threading.Thread(target=filled, args=(ready, batches, over), daemon=True)
    thread.start()
    try:
        while (item := ready.get())[0] is not END:
            if item[1] is not None:
                raise item[1]
            yield item[0]
    finally:
        over.set()


def filled(ready: "queue.Queue[Any]", batches: Iterable[Any], over: threading.Event) -> None:
    """Put batches, or the error that ends them, into a queue."""
    try:
        for batch in batches:
            if not handed(ready, (batch, None), over):
                return
    except Exception as error:  # noqa: BLE001 (raised again where the batch is due)
        handed(ready, (None, error), over)
    handed(ready, (END, None), over)


def handed(ready: "queue.Queue[Any]", item: Any, over: threading.Event) -> bool:
    """Whether an item found its place before nobody waited any more."""
    while not over.is_set():
        try:
            ready.put(item, timeout=0.05)
        except queue.Full:
            continue
        return True
    return False
