"""Batches made ready ahead of time, and orders in which each class comes as often."""

import queue
import threading
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError
from pellucid.data.orders import permutation, random_bits

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


def balanced(labels: Any, rows: int | None = None, *, seed: int = 0, epoch: int = 0) -> np.ndarray:
    """Which rows come in which order, int64, so that each class comes as often as any other:
    classes in turn, each going through its own rows in random order again and again. As many as
    there are `labels`, or `rows`.

    >>> order = balanced([0, 0, 0, 0, 0, 1], 8)
    >>> sorted(np.array([0, 0, 0, 0, 0, 1])[order].tolist())
    [0, 0, 0, 0, 1, 1, 1, 1]
    """
    y = np.asarray(labels).ravel()
    if not y.size:
        raise ArgumentError("balanced: there are no labels")
    classes, count = np.unique(y), rows if rows is not None else y.size
    turns = -(-count // len(classes))
    columns = []
    for number, kind in enumerate(classes):
        own = np.flatnonzero(y == kind)
        rounds = range(-(-turns // len(own)))
        mixed = [own[permutation(len(own), seed, epoch * 7919 + 31 * number + r)] for r in rounds]
        columns.append(np.concatenate(mixed)[:turns])
    table = np.stack(columns, 1)
    within = np.argsort(random_bits(seed, epoch, 5, n=table.size).reshape(table.shape), axis=1)
    return np.take_along_axis(table, within, 1).ravel()[:count]
