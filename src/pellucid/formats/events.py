"""Event files that TensorBoard reads: records in the framing of TFRecord, each an Event message of
protocol buffers, written by hand because it takes a page.

A record is its length (uint64), a masked CRC-32C of that, the bytes, and a masked CRC-32C of them,
all little-endian (tensorflow/core/lib/io/record_writer). The fields of the messages are those of
tensorboard/compat/proto/event.proto, summary.proto and histogram.proto.
"""

import os
import socket
import struct
import time
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, Self

import numpy as np

from pellucid.core.errors import FileError
from pellucid.formats.png import png

POLYNOMIAL = 0x82F63B78  # Castagnoli's, bits reversed
MASK = 0xA282EAD8
VARINT, DOUBLE, BYTES, FLOAT = 0, 1, 2, 5  # kinds of fields on the wire


@cache
def table() -> tuple[int, ...]:
    """CRC-32C of each byte."""
    found = []
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = (value >> 1) ^ (POLYNOMIAL if value & 1 else 0)
        found.append(value)
    return tuple(found)


def crc32c(data: bytes) -> int:
    """The checksum of RFC 3720.

    >>> hex(crc32c(b"123456789"))
    '0xe3069283'
    """
    value, known = 0xFFFFFFFF, table()
    for byte in data:
        value = known[(value ^ byte) & 0xFF] ^ (value >> 8)
    return value ^ 0xFFFFFFFF


def masked(data: bytes) -> bytes:
    """The checksum as it stands in a file."""
    value = crc32c(data)
    rotated = ((value >> 15) | (value << 17)) & 0xFFFFFFFF
    return struct.pack("<I", (rotated + MASK) & 0xFFFFFFFF)


def record(data: bytes) -> bytes:
    """Bytes as a record."""
    length = struct.pack("<Q", len(data))
    return length + masked(length) + data + masked(data)


def read_records(path: str | Path) -> Iterator[bytes]:
    """The records of a file. FileError where one is not what its checksum says."""
    raw, place = Path(path).read_bytes(), 0
    while place < len(raw):
        head, end = raw[place : place + 8], place + 12
        length = struct.unpack("<Q", head)[0] if len(head) == 8 else 0
        data = raw[end : end + length]
        sums = raw[place + 8 : end], raw[end + length : end + length + 4]
        if sums != (masked(head), masked(data)):
            raise FileError(f"{str(path)!r} is broken at byte {place}")
        yield data
        place = end + length + 4


def varint(value: int) -> bytes:
    """A whole number, seven bits to a byte, the lowest first."""
    found, value = bytearray(), value & 0xFFFFFFFFFFFFFFFF
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])


def field(number: int, kind: int, value: Any) -> bytes:
    """A field of a message."""
    head = varint(number << 3 | kind)
    if kind == VARINT:
        return head + varint(int(value))
    if kind == DOUBLE:
        return head + struct.pack("<d", value)
    if kind == FLOAT:
        return head + struct.pack("<f", value)
    data = value.encode() if isinstance(value, str) else bytes(value)
    return head + varint(len(data)) + data


def scalar_value(tag: str, value: float) -> bytes:
    """A number under a name."""
    return field(1, BYTES, tag) + field(2, FLOAT, value)


def histogram_value(tag: str, values: Any, bins: int = 30) -> bytes:
    """How numbers are spread, under a name."""
    x = np.asarray(values, np.float64).ravel()
    x = x[np.isfinite(x)]
    x = x if x.size else np.zeros(1)
    counts, edges = np.histogram(x, bins)
    ends, parts = edges[1:].astype("<f8").tobytes(), counts.astype("<f8").tobytes()
    numbers = (x.min(), x.max(), x.size, x.sum(), np.square(x).sum())
    body = b"".join(field(i, DOUBLE, float(v)) for i, v in enumerate(numbers, 1))
    return field(1, BYTES, tag) + field(
        5, BYTES, body + field(6, BYTES, ends) + field(7, BYTES, parts)
    )


def image_value(tag: str, picture: np.ndarray) -> bytes:
    """A picture, uint8 (H, W) or (H, W, 3), under a name."""
    height, width = picture.shape[:2]
    space = 1 if picture.ndim == 2 else picture.shape[2]
    body = field(1, VARINT, height) + field(2, VARINT, width) + field(3, VARINT, space)
    return field(1, BYTES, tag) + field(4, BYTES, body + field(4, BYTES, png(picture)))


class EventFile:
    """A file of events in a folder, for `tensorboard --logdir FOLDER`; usable as a block.

    >>> with EventFile("events") as file:
    ...     file.scalars({"loss": 0.5}, step=1)
    >>> len(list(read_records(file.path)))
    2
    """

    def __init__(self, folder: str | Path) -> None:
        place = Path(folder).expanduser()
        try:
            place.mkdir(parents=True, exist_ok=True)
            name = (
                f"events.out.tfevents.{time.time_ns() // 1000}.{socket.gethostname()}.{os.getpid()}"
            )
            self.path = place / name
            self.stream: BinaryIO = open(self.path, "ab")  # noqa: SIM115 (closed by `close`)
        except OSError as error:
            raise FileError(f"{str(place)!r} cannot be written: {error.strerror}") from None
        self.write(field(3, BYTES, "brain.Event:2"), 0)

    def write(self, what: bytes, step: int) -> None:
        """Write an event now."""
        head = field(1, DOUBLE, time.time()) + field(2, VARINT, step)
        self.stream.write(record(head + what))
        self.stream.flush()

    def summary(self, values: list[bytes], step: int) -> None:
        """Write values under names."""
        if values:
            self.write(field(5, BYTES, b"".join(field(1, BYTES, v) for v in values)), step)

    def scalars(self, values: Mapping[str, float], step: int) -> None:
        """Write numbers."""
        self.summary([scalar_value(tag, float(x)) for tag, x in values.items()], step)

    def histograms(self, values: Mapping[str, Any], step: int) -> None:
        """Write how the numbers of arrays are spread."""
        self.summary([histogram_value(tag, x) for tag, x in values.items()], step)

    def images(self, values: Mapping[str, np.ndarray], step: int) -> None:
        """Write pictures."""
        self.summary([image_value(tag, x) for tag, x in values.items()], step)

    def close(self) -> None:
        """Nothing more is written."""
        self.stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
