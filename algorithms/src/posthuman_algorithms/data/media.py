"""Decode pictures and recordings made by strangers, and cut long recordings."""

from __future__ import annotations

import io
from typing import Any

import numpy

from posthuman_algorithms.data.rows import Row
from posthuman_algorithms.job.errors import AlgorithmError

_PICTURES = ("PNG", "JPEG", "WEBP", "BMP", "GIF")


_MOST_PIXELS = 50_000_000
_MOST_SECONDS = 3600
_HIGHEST_RATE = 48_000
_FRAMES_AT_ONCE = 1 << 16
SAMPLE_RATE = 16_000
"""Samples per second that speech models hear."""


def decode_image(row: Row) -> numpy.ndarray:
    """Decode the row's picture: uint8 of shape (height, width, 3). Raises ROW_INVALID."""
    from PIL import Image, ImageOps  # noqa: PLC0415

    try:
        with Image.open(io.BytesIO(row.values["image"]), formats=_PICTURES) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise row.refuse(f"its image has more than {_MOST_PIXELS:,} pixels")
            return numpy.asarray(ImageOps.exif_transpose(picture).convert("RGB"))
    except (AlgorithmError, MemoryError):
        raise
    except Exception as error:  # decoders raise anything on a broken file
        raise row.refuse("its image cannot be read; PNG, JPEG, WebP, BMP and GIF can") from error


def decode_audio(row: Row) -> numpy.ndarray:
    """Decode the row's recording: float32 of shape (samples,), one channel at 16 kHz. Raises ROW_INVALID."""
    import soundfile  # noqa: PLC0415

    try:
        with soundfile.SoundFile(io.BytesIO(row.values["audio"])) as file:
            if file.frames > _MOST_SECONDS * min(file.samplerate, _HIGHEST_RATE):
                raise row.refuse("its audio is longer than an hour at 48 kHz")
            rate = file.samplerate
            samples = _one_channel(file)
    except (AlgorithmError, MemoryError):
        raise
    except Exception as error:  # as above
        raise row.refuse("its audio cannot be read; WAV, FLAC, OGG and MP3 can") from error
    if not len(samples):
        raise row.refuse("its audio is empty")
    return _resampled(samples, rate)


def _one_channel(file: Any) -> numpy.ndarray:
    """Read a few frames at a time: silence packs well, and there may be a thousand channels.

    It ends when nothing more comes, whatever length the file claims to have.
    """
    blocks = [numpy.empty(0, dtype=numpy.float32)]
    while len(block := file.read(_FRAMES_AT_ONCE, dtype="float32", always_2d=True)):
        blocks.append(block.mean(1, dtype=numpy.float32))
    return numpy.concatenate(blocks)


def _resampled(samples: numpy.ndarray, rate: int) -> numpy.ndarray:
    """Resample to 16 kHz by cutting off, or padding, the spectrum."""
    if rate == SAMPLE_RATE:
        return samples
    count = max(1, round(len(samples) * SAMPLE_RATE / rate))
    spectrum = numpy.fft.rfft(samples)[: count // 2 + 1]
    return (numpy.fft.irfft(spectrum, count) * (count / len(samples))).astype(numpy.float32)


_BREATH = 1600
"""Samples over which loudness is averaged: a tenth of a second."""


def cut_where_quiet(samples: numpy.ndarray, longest: int) -> list[numpy.ndarray]:
    """Cut a recording into pieces of at most ``longest`` samples, each where its last third is quietest.

    Pieces do not overlap, so the texts of all can be joined.
    """
    pieces = []
    while len(samples) > longest:
        first = longest * 2 // 3
        breath = min(_BREATH, longest - first)
        power = numpy.cumsum(numpy.square(samples[first:longest], dtype=numpy.float64))
        quiet = int(numpy.argmin(power[breath - 1 :] - numpy.append(0, power[:-breath])))
        cut = max(1, first + quiet + breath // 2)
        pieces.append(samples[:cut])
        samples = samples[cut:]
    return [*pieces, samples]
