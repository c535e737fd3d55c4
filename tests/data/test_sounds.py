"""Sounds from real WAV files, and what pitches they hold."""

import wave

import numpy as np
import pytest

from pellucid import grad
from pellucid.core.errors import ArgumentError, DataError, FileError
from pellucid.data import (
    DataLoader,
    Sound,
    Sounds,
    mel_filters,
    mel_spectrogram,
    read_sound,
    spectrogram,
)

RATE = 8000


def tone(hertz, seconds=0.5, rate=RATE):
    return np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate).astype(np.float32)


def write(path, samples, width=2, rate=RATE):
    """A WAV file of samples (channels, n) from -1 to 1."""
    scale = 2 ** (8 * width - 1) - 1
    whole = np.rint(np.atleast_2d(samples).T.astype(np.float64) * scale).astype(np.int64)
    raw = (whole + 128 if width == 1 else whole).astype("<i8").tobytes()
    picked = np.frombuffer(raw, np.uint8).reshape(-1, 8)[:, :width]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(whole.shape[1])
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(picked.tobytes())
    return path


@pytest.mark.parametrize("width", [1, 2, 3, 4])
def test_a_file_of_any_width_is_what_was_written(width, tmp_path):
    samples = np.stack([tone(440), 0.5 * tone(220)])
    found = read_sound(write(tmp_path / "a.wav", samples, width))
    assert found.rate == RATE
    assert found.samples.dtype == np.float32
    assert found.samples.shape == samples.shape
    assert found.seconds == 0.5
    assert np.abs(found.samples - samples).max() < 2.1 / 2 ** (8 * width - 1) + 1e-6
    assert np.allclose(found.mono().samples, samples.mean(0), atol=0.02)


def test_another_rate_keeps_the_pitch(tmp_path):
    file = write(tmp_path / "a.wav", tone(500))
    for rate in (4000, 16_000, 11_025):
        found = read_sound(file, rate)
        assert found.samples.shape == (1, round(0.5 * rate))
        power = np.abs(np.fft.rfft(found.samples[0]))
        assert power.argmax() / found.seconds == pytest.approx(500, abs=2)
        assert np.abs(found.samples).max() == pytest.approx(1, abs=0.02)


def test_sounds_are_cut_filled_and_windowed():
    sound = Sound(np.arange(20, dtype=np.float32)[None], 10)
    assert sound.lasting(1.0).samples.shape == (1, 10)
    assert sound.lasting(3.0).samples[0, 19:].tolist() == [19.0, *[0.0] * 10]
    assert sound.windows(1.0, 0.5).shape == (3, 1, 10)
    assert sound.windows(1.0, 0.5)[1, 0, 0] == 5


def test_a_spectrogram_is_the_power_of_weighed_windows():
    x = np.random.default_rng(0).normal(size=(2, 1000)).astype(np.float32)
    found = spectrogram(x, 256, 128).numpy()
    weights = np.hanning(257)[:-1]
    expected = [np.abs(np.fft.rfft(x[:, i : i + 256] * weights)) ** 2 for i in range(0, 745, 128)]
    assert found.shape == (2, 129, 6)
    assert np.allclose(found, np.stack(expected, -1), rtol=1e-3, atol=1e-3)


def test_bands_of_pitch_follow_the_tone():
    low, high = (mel_spectrogram(tone(h), RATE, bands=40).numpy() for h in (300, 2000))
    assert low.shape == (40, 23)
    assert low.mean(1).argmax() < high.mean(1).argmax()
    filters = mel_filters(40, 400, RATE)
    centres = filters.argmax(1) * RATE / 400
    assert np.diff(centres).min() >= 0
    assert centres[high.mean(1).argmax()] == pytest.approx(2000, abs=120)
    assert np.allclose(filters.sum(1) * RATE / 400, 1, atol=0.35)  # areas, from few bins


def test_a_spectrogram_has_gradients():
    x = tone(1000, 0.05)
    slope = grad(lambda s: spectrogram(s, 128, 64).sum())(x).numpy()
    step = np.zeros_like(x)
    step[101] = 1e-2
    there, here = (spectrogram(x + s, 128, 64).sum().item() for s in (step, -step))
    assert slope[101] == pytest.approx((there - here) / 2e-2, rel=1e-2)


def test_a_folder_of_sounds_is_served_in_batches(tmp_path):
    for kind, hertz in (("high", 2000), ("low", 200)):
        (tmp_path / kind).mkdir()
        for i in range(3):
            write(tmp_path / kind / f"{i}.wav", tone(hertz + 10 * i, 0.1 + 0.1 * i))
    sounds = Sounds(tmp_path, seconds=0.25, rate=4000)
    assert sounds.classes == ("high", "low")
    x, y = next(iter(DataLoader(sounds, batch_size=6)))
    assert x.shape == (6, 1, 1000)
    assert y.tolist() == [0, 0, 0, 1, 1, 1]


def test_what_is_no_sound_says_so(tmp_path):
    text = tmp_path / "a.wav"
    text.write_text("not a sound at all")
    with pytest.raises(FileError, match="cannot be read"):
        read_sound(text)
    with pytest.raises(FileError, match="ffmpeg"):
        read_sound(tmp_path / "a.mp3")
    with pytest.raises(FileError, match="No such file"):
        read_sound(tmp_path / "none.wav")
    content = write(tmp_path / "b.wav", tone(440)).read_bytes()
    (tmp_path / "cut.wav").write_bytes(content[:1001])
    assert read_sound(tmp_path / "cut.wav").samples.shape[1] < 500
    with pytest.raises(DataError, match="no window"):
        spectrogram(np.zeros(10, np.float32))
    with pytest.raises(ArgumentError, match="more than 0 seconds"):
        Sounds(tmp_path, seconds=0)
