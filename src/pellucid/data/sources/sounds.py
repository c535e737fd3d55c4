"""Sounds: WAV files as arrays, brought to one rate and cut into windows, and what pitches they
hold."""

import math
import os
import wave
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError, DataError, FileError
from pellucid.data.sources.class_folders import ClassFolders, read_class_folders
from pellucid.data.sources.windows import windows
from pellucid.tensor.functions import fft
from pellucid.tensor.functions.namespace import abs as magnitude, asarray, log, maximum
from pellucid.tensor.tensor import Tensor

SUFFIXES = (".wav", ".wave")
OTHERS = (".mp3", ".ogg", ".flac", ".m4a", ".aac", ".opus", ".wma", ".aiff")
AS_WAV = "convert it to WAV of whole numbers: ffmpeg -i FILE -c:a pcm_s16le FILE.wav"
# Slaney's scale, as in his Auditory Toolbox (1998): linear below 1,000 Hz, then 27 steps for each
# factor of 6.4.
LINEAR_HERTZ, BREAK_HERTZ, LOG_STEP = 200 / 3, 1000.0, math.log(6.4) / 27
FAINTEST = 1e-10  # of a power, before its logarithm


@dataclass(frozen=True, eq=False)
class Sound:
    """`samples`, float32 (channels, n) from -1 to 1, and how many there are in a second, `rate`."""

    samples: np.ndarray
    rate: int

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.samples.shape[1] / self.rate

    def mono(self) -> "Sound":
        """The mean of its channels, as one."""
        return replace(self, samples=self.samples.mean(0, keepdims=True))

    def at_rate(self, rate: int) -> "Sound":
        """The same at another rate; what is too high for that is left out.

        By a Fourier transform of the whole, so both ends are taken to meet.
        """
        if rate < 1:
            raise ArgumentError(f"a rate is 1 or more samples in a second, not {rate}")
        size = self.samples.shape[1]
        wanted = round(size * rate / self.rate)
        if rate == self.rate or not size:
            return replace(self, rate=rate)
        spectrum = np.fft.rfft(self.samples, axis=1)
        found = np.fft.irfft(spectrum[:, : wanted // 2 + 1], wanted, axis=1) * (wanted / size)
        return Sound(found.astype(np.float32), rate)

    def lasting(self, seconds: float) -> "Sound":
        """The first so many seconds; silence follows where it is shorter."""
        wanted = round(seconds * self.rate)
        kept = self.samples[:, :wanted]
        return replace(self, samples=np.pad(kept, [(0, 0), (0, wanted - kept.shape[1])]))

    def windows(self, seconds: float, step: float | None = None) -> np.ndarray:
        """Windows of so many seconds, which begin every `step` seconds, (n, channels, samples)."""
        stride = None if step is None else max(1, round(step * self.rate))
        return windows(self.samples, round(seconds * self.rate), stride, axis=1)


def read_sound(path: str | os.PathLike[str], rate: int | None = None) -> Sound:
    """The sound in a WAV file of 8, 16, 24 or 32 bits, brought to a `rate` where one is given.

    FileError says what is wrong with the file, and how another kind is turned into WAV.
    """
    file = Path(path).expanduser()
    if file.suffix.lower() in OTHERS:
        raise FileError(f"{file.name!r} is no WAV, the one kind of sound read here", fix=AS_WAV)
    try:
        with wave.open(str(file), "rb") as held:
            channels, width, own = held.getnchannels(), held.getsampwidth(), held.getframerate()
            raw = held.readframes(held.getnframes())
    except (OSError, EOFError) as error:
        reason = getattr(error, "strerror", None) or str(error) or "it is cut short"
        raise FileError(f"{str(file)!r} cannot be read: {reason}") from None
    except wave.Error as error:
        raise FileError(f"{file.name!r} cannot be read: {error}", fix=AS_WAV) from None
    whole = len(raw) // (width * channels) * width * channels
    samples = as_floats(raw[:whole], width).reshape(-1, channels).T
    found = Sound(np.ascontiguousarray(samples), own)
    return found if rate is None else found.at_rate(rate)


def as_floats(raw: bytes, width: int) -> np.ndarray:
    """Little-endian whole numbers of so many bytes as float32 from -1 to 1; of one byte 128 is
    0."""
    if width == 1:
        return (np.frombuffer(raw, np.uint8).astype(np.float32) - 128) / 128
    if width == 3:  # put into the upper bytes of four
        padded = np.zeros((len(raw) // 3, 4), np.uint8)
        padded[:, 1:] = np.frombuffer(raw, np.uint8).reshape(-1, 3)
        raw, width = padded.tobytes(), 4
    whole = np.frombuffer(raw, f"<i{width}")
    return (whole / np.float64(2 ** (8 * width - 1))).astype(np.float32)


class Sounds:
    """The sounds of a folder with a folder for each class: items (samples (1, n), class), all at
    one `rate` and of so many `seconds`, read when they are asked for.

    `DataLoader(Sounds("spoken", seconds=1.0), batch_size=32)` gives their batches.
    """

    def __init__(
        self, folder: str | os.PathLike[str], *, seconds: float, rate: int = 16_000
    ) -> None:
        if seconds <= 0:
            raise ArgumentError(f"a sound lasts more than 0 seconds, not {seconds:g}")
        self.seconds, self.rate = seconds, rate
        self.files: ClassFolders = read_class_folders(
            folder, "WAV files", lambda name: name.lower().endswith(SUFFIXES)
        )
        self.classes = tuple(sorted(set(self.files.labels)))

    def __len__(self) -> int:
        return len(self.files.paths)

    def __getitem__(self, place: int) -> tuple[np.ndarray, np.int64]:
        sound = read_sound(self.files.paths[place], self.rate).mono().lasting(self.seconds)
        return sound.samples, np.int64(self.classes.index(self.files.labels[place]))


def spectrogram(samples: Any, window: int = 400, step: int = 160) -> Tensor:
    """The power of each pitch in windows of a sound: (..., window // 2 + 1, windows), of samples
    (..., n); bin k stands for k * rate / window Hz. Windows are weighed as Hann did, and the last
    begins where it still fits. Has gradients.

    >>> tone = np.sin(2 * np.pi * 1000 * np.arange(1600) / 16_000).astype(np.float32)
    >>> float(spectrogram(tone)[:, 0].numpy().argmax() * 16_000 / 400)
    1000.0
    """
    x = asarray(samples)
    size = x.shape[-1]
    if window < 2 or step < 1:
        raise ArgumentError("spectrogram: windows are 2 or more samples, steps 1 or more")
    if size < window:
        raise DataError(f"a sound of {size:,} samples has no window of {window:,}")
    places = np.arange(0, size - window + 1, step)[:, None] + np.arange(window)
    weights = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(window) / window)
    found = magnitude(fft.rfft(x[..., places] * weights.astype(np.float32)))
    return (found * found).swapaxes(-1, -2)


def mel_filters(bands: int, window: int, rate: int) -> np.ndarray:
    """Triangles over the bins of a spectrogram, evenly spread on Slaney's scale of pitches from 0
    Hz to half the rate, each of area 1: float32 (bands, window // 2 + 1).

    >>> mel_filters(40, 400, 16_000).shape
    (40, 201)
    """
    if bands < 1:
        raise ArgumentError(f"mel_filters: there is at least one band, not {bands}")
    edges = mel_to_hertz(np.linspace(0, hertz_to_mel(np.array(rate / 2)), bands + 2))
    bins = np.arange(window // 2 + 1) * rate / window
    gaps = np.diff(edges)
    rising = (bins - edges[:-2, None]) / gaps[:-1, None]
    falling = (edges[2:, None] - bins) / gaps[1:, None]
    area = 2 / (edges[2:] - edges[:-2])
    return (np.maximum(0, np.minimum(rising, falling)) * area[:, None]).astype(np.float32)


def hertz_to_mel(hertz: np.ndarray) -> np.ndarray:
    """Pitches on Slaney's scale."""
    above = BREAK_HERTZ / LINEAR_HERTZ + np.log(np.maximum(hertz, 1e-9) / BREAK_HERTZ) / LOG_STEP
    return np.where(hertz < BREAK_HERTZ, hertz / LINEAR_HERTZ, above)


def mel_to_hertz(mel: np.ndarray) -> np.ndarray:
    """And back."""
    bend = BREAK_HERTZ / LINEAR_HERTZ
    above = BREAK_HERTZ * np.exp(LOG_STEP * (mel - bend))
    return np.where(mel < bend, mel * LINEAR_HERTZ, above)


def mel_spectrogram(
    samples: Any, rate: int, *, bands: int = 64, window: int = 400, step: int = 160
) -> Tensor:
    """The logarithm of the power in bands of pitch, (..., bands, windows): what networks of speech
    see.

    >>> mel_spectrogram(np.zeros((2, 1, 16_000), np.float32), 16_000).shape
    (2, 1, 64, 98)
    """
    power = mel_filters(bands, window, rate) @ spectrogram(samples, window, step)
    return log(maximum(power, FAINTEST))
