"""Named arrays in a safetensors file: a JSON header and raw bytes, nothing that could run.

Format: https://huggingface.co/docs/safetensors (an eight-byte header length, the header, the
arrays' bytes).
"""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

import numpy as np
import safetensors
import safetensors.numpy

from pellucid.core.errors import ArgumentError, DTypeError, FileError
from pellucid.formats.atomic import write_atomically

LENGTH = 8  # bytes that hold the length of the header, the smallest number first
METADATA = "__metadata__"
PICKLE = b"\x80\x02\x8a\x0a"  # how files of torch.save began before version 1.6


def save_arrays(
    path: str | Path,
    arrays: Mapping[str, np.ndarray],
    metadata: Mapping[str, str] | None = None,
) -> Path:
    """The path of a safetensors file with named arrays and named texts, written whole or not at
    all.

    Equal arrays and texts give equal bytes. Every dtype we have is kept, bfloat16 included.
    FileError when it cannot be written; the file that was there is then unchanged.

    >>> path = save_arrays("weights.safetensors", {"bias": np.zeros(3)}, {"made by": "an example"})
    >>> load_arrays(path)
    ({'bias': array([0., 0., 0.])}, {'made by': 'an example'})
    """
    if METADATA in arrays:
        raise ArgumentError(f"an array cannot be called {METADATA!r}: the format keeps that name")
    ready = {name: np.asarray(array, order="C") for name, array in arrays.items()}
    try:
        raw = safetensors.numpy.save(ready, dict(metadata) if metadata else None)
    except safetensors.SafetensorError:
        odd = {f"{name} is {array.dtype}" for name, array in ready.items() if not is_number(array)}
        raise DTypeError(
            "a safetensors file holds arrays of numbers and truth values",
            given=", ".join(sorted(odd)),
        ) from None
    start = LENGTH + int.from_bytes(raw[:LENGTH], "little")
    header = in_order(raw[LENGTH:start])

    def write(stream: BinaryIO) -> None:
        stream.write(len(header).to_bytes(LENGTH, "little"))
        stream.write(header)
        stream.write(memoryview(raw)[start:])

    return write_atomically(path, write)


def in_order(header: bytes) -> bytes:
    """The header with its texts sorted: the library writes them in an order that changes from run
    to run.
    """
    entries = json.loads(header)
    if METADATA in entries:
        entries[METADATA] = dict(sorted(entries[METADATA].items()))
    text = json.dumps(entries, separators=(",", ":")).encode()
    return text + b" " * (-len(text) % LENGTH)  # the arrays stay aligned


def refuse_pickle(file: Path) -> None:
    """FileError for a file of `torch.save`: a program that builds what is in it, in a zip archive
    or, before PyTorch 1.6, as it is."""
    with file.open("rb") as stream:
        start = stream.read(len(PICKLE))
    if start == PICKLE:
        pickled = True
    else:
        names = zipfile.ZipFile(file).namelist() if zipfile.is_zipfile(file) else []
        pickled = any(name.endswith("data.pkl") for name in names)
    if pickled:
        raise FileError(
            f"{str(file)!r} was written by torch.save: opening it would run a program that is in "
            "it",
            fix="convert it where PyTorch is installed:\n"
            "         from safetensors.torch import save_file\n"
            f"         save_file(torch.load({str(file)!r}, weights_only=True), "
            f"{str(file.with_suffix('.safetensors'))!r})",
        )


def is_number(array: np.ndarray) -> bool:
    """Whether the format has a name for this dtype, roughly: for the text of an error."""
    return array.dtype.kind in "biuf" or array.dtype.name in {"bfloat16", "complex64"}


def load_arrays(path: str | Path) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """The arrays of a safetensors file by name, and the texts stored with them.

    FileError when there is no such file, or it is cut short, or it is something else.
    """
    file = Path(path).expanduser()
    if not file.is_file():
        kind = "a folder, not a file" if file.is_dir() else "missing"
        raise FileError(f"{str(file)!r} is {kind}")
    try:
        with safetensors.safe_open(file, framework="np") as opened:
            arrays = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118
            return arrays, dict(sorted((opened.metadata() or {}).items()))
    except safetensors.SafetensorError as error:
        refuse_pickle(file)
        reason = str(error).removeprefix("Error while deserializing header: ")
        raise FileError(
            f"{str(file)!r} is cut short or is not a safetensors file",
            given=f"{file.stat().st_size:,} bytes; {reason}",
            fix="save it again, or copy it again from where it came",
        ) from None
    except OSError as error:
        raise FileError(f"{str(file)!r} cannot be read: {error.strerror or error}") from None
