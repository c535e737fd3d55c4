"""Pictures as PNG, written and read: eight bits, grey, grey with alpha, colour, palette (W3C PNG,
third edition)."""

import struct
import zlib
from pathlib import Path

import numpy as np

from pellucid.core.errors import FileError, ShapeError
from pellucid.formats.atomic import write_atomically

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by the type of colour


def png(picture: np.ndarray) -> bytes:
    """A picture, uint8 (H, W), (H, W, 3) or (H, W, 4), as the bytes of a PNG file.

    >>> png(np.zeros((2, 2), np.uint8))[1:4]
    b'PNG'
    """
    x = np.asarray(picture)
    kind = {2: 0, 3: {1: 0, 3: 2, 4: 6}.get(x.shape[-1])}.get(x.ndim)
    if x.dtype != np.uint8 or kind is None or not x.size:
        raise ShapeError(
            "png: a picture is uint8 (H, W), (H, W, 3) or (H, W, 4)", given=f"{x.dtype} {x.shape}"
        )
    height, width = x.shape[:2]
    rows = np.zeros((height, 1 + x[0].size), np.uint8)  # the first byte of a row: no filter
    rows[:, 1:] = x.reshape(height, -1)
    head = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    parts = (b"IHDR", head), (b"IDAT", zlib.compress(rows.tobytes(), 6)), (b"IEND", b"")
    return SIGNATURE + b"".join(chunk(*part) for part in parts)


def chunk(name: bytes, data: bytes) -> bytes:
    """A chunk: length, name, data, checksum."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def save_png(path: str | Path, picture: np.ndarray) -> Path:
    """The path of a PNG file, written whole or not at all."""
    return write_atomically(path, png(picture))


def read_png(path: str | Path) -> np.ndarray:
    """The picture in a PNG file of eight bits, uint8 (H, W), (H, W, 3), or with alpha (H, W, 2) or
    (H, W, 4). FileError when it is another file or another kind of PNG.

    >>> path = save_png("dot.png", np.full((1, 2, 3), 7, np.uint8))
    >>> read_png(path).tolist()
    [[[7, 7, 7], [7, 7, 7]]]
    """
    file = Path(path).expanduser()
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise FileError(f"{str(file)!r} cannot be read: {error.strerror}") from None
    try:
        return decoded(raw, file.name)
    except (struct.error, zlib.error, ValueError, IndexError, KeyError) as error:
        if isinstance(error, FileError):
            raise
        raise FileError(f"{file.name!r} is broken", given=str(error)) from None


def decoded(raw: bytes, name: str) -> np.ndarray:
    """The picture in the bytes of a file."""
    if not raw.startswith(SIGNATURE):
        raise FileError(f"{name!r} is not a PNG file")
    place, data, palette, head = len(SIGNATURE), b"", None, (0, 0, 0, 0, 0, 0, 0)
    while place < len(raw):
        size, kind = struct.unpack(">I4s", raw[place : place + 8])
        body = raw[place + 8 : place + 8 + size]
        if kind == b"IHDR":
            head = struct.unpack(">IIBBBBB", body)
        elif kind == b"PLTE":
            palette = np.frombuffer(body, np.uint8).reshape(-1, 3)
        elif kind == b"IDAT":
            data += body
        place += size + 12
    width, height, bits, colour, _, _, interlaced = head
    if bits != 8 or colour not in CHANNELS or interlaced:
        raise FileError(
            f"{name!r} is a PNG of another kind", given=f"{bits} bits, interlaced {interlaced}",
            fix="save it with 8 bits for each channel, not interlaced",
        )  # fmt: skip
    depth = CHANNELS[colour]
    lines = np.frombuffer(zlib.decompress(data), np.uint8).reshape(height, 1 + width * depth)
    pixels = unfiltered(lines, depth).reshape(height, width, depth)
    if palette is not None and colour == 3:
        return palette[pixels[..., 0]]
    return pixels[..., 0] if depth == 1 else pixels


def unfiltered(lines: np.ndarray, depth: int) -> np.ndarray:
    """Rows whose bytes were written as differences from their neighbours, as they were."""
    found = np.zeros((len(lines) + 1, lines.shape[1] - 1 + depth), np.uint8)
    for y, line in enumerate(lines, 1):
        kind, row, above, now = int(line[0]), line[1:], found[y - 1], found[y]
        if kind == 0:
            now[depth:] = row
        elif kind == 2:
            now[depth:] = row + above[depth:]
        elif kind == 1:
            now[depth:] = np.cumsum(row.reshape(-1, depth), 0, dtype=np.uint8).ravel()
        else:
            beside(now, row, above, depth, kind)
    return found[1:, depth:]


def beside(now: np.ndarray, row: np.ndarray, above: np.ndarray, depth: int, kind: int) -> None:
    """A row of the filters that look at the byte before, one byte at a time."""
    left, up = now.tolist(), above.tolist()
    for i, value in enumerate(row.tolist(), depth):
        a, b, c = left[i - depth], up[i], up[i - depth]
        if kind == 3:
            guess = (a + b) // 2
        else:
            near = a + b - c
            guess = min((a, b, c), key=lambda x: abs(near - x))
        left[i] = (value + guess) & 0xFF
    now[:] = left
