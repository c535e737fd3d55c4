"""The network itself, small enough to lie in a page, so that a reader can ask it what if.

The page's script decodes the weights and computes the answer as `answers_of` does here. Weights are
float32 where that fits into the page; else whole numbers of fewer bits, times a factor for each row
of a matrix, as many bits as fit. What that costs is measured on held-out rows and said.
"""

import math
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

MOST_BYTES = 2_300_000  # of weights as text: the page has to stay below three million
BITS = (32, 20, 19, 18, 17, 16, 15, 14, 13, 12)
LAYERS = 3
SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772


@dataclass(frozen=True, eq=False)
class Form:
    """A network of the recipes for tables, and all that its answers need.

    `facts`: plain JSON values, the names of which the page's script knows: `columns` (each with its
    `code`), `medians`, `scales`, `order`, `numbers`, `members`, `activation`, `classes`,
    `temperature`, `floor`, `mean`, `deviation`, `bounds`, `target`, `shown`, `rows` (cells by
    column) and their `row_numbers`. `arrays`: the weights, members first. `encoded`: some held-out
    rows as the network reads them, and `answers` what the model says of them, (n, classes) or (n,).
    """

    facts: Mapping[str, Any]
    arrays: Mapping[str, np.ndarray]
    encoded: np.ndarray
    answers: np.ndarray


@dataclass(frozen=True)
class PackedForm:
    """A form as the page holds it; `apart` is the largest difference between the answers of the
    packed network and the model's, relative to the spread of the answers for numbers.
    """

    facts: Mapping[str, Any]
    weights: str
    layout: tuple[tuple[str, tuple[int, ...], int], ...]
    bits: int
    apart: float
    tests: tuple[Any, ...] = field(default=())

    def sentence(self) -> str:
        """What the form does, and how exact it is."""
        exact = f"{10 ** math.ceil(math.log10(max(self.apart, 1e-6))):.6f}".rstrip("0")
        return (
            "This form holds the network itself: change a value and it answers at once, in your "
            f"browser. On held-out rows its answers are the model's own, to within {exact}."
        )

    def to_json(self) -> dict[str, Any]:
        """Plain values for the page's script."""
        return {**self.facts, "layout": self.layout, "weights": self.weights, "tests": self.tests}


def packed_form(form: Form, most: int = MOST_BYTES) -> PackedForm | None:
    """The form with as exact weights as fit into `most` characters; None when none do."""
    for bits in BITS:
        size = sum(packed_size(array, bits) for array in form.arrays.values())
        if 4 * size / 3 <= most:
            return _packed(form, bits)
    return None


def _packed(form: Form, bits: int) -> PackedForm:
    chunks, layout, kept = [], [], {}
    for name, array in form.arrays.items():
        own = bits if array.size > 4096 else 32  # small ones cost nothing
        chunk, kept[name] = packed(array, own)
        chunks.append(chunk)
        layout.append((name, array.shape, own))
    found = answers_of(form.facts, kept, form.encoded)
    apart = np.abs(found - form.answers).max(initial=0.0)
    if not form.facts["classes"]:
        apart = apart / (abs(form.facts["deviation"]) or 1.0)
    tests = tuple(np.asarray(answer).tolist() for answer in form.answers[:5])
    text = b64encode(b"".join(chunks)).decode("ascii")
    return PackedForm(form.facts, text, tuple(layout), bits, float(apart), tests)


def packed_size(array: np.ndarray, bits: int) -> int:
    """Bytes of an array in that many bits for each value."""
    if bits == 32 or array.size <= 4096:
        return 4 * array.size
    return 4 * (array.size // array.shape[-1]) + -(-array.size * bits // 8)


def packed(array: np.ndarray, bits: int) -> tuple[bytes, np.ndarray]:
    """The bytes of an array, little end first, and the array that they stand for.

    With fewer than 32 bits: a float32 factor for each row (along the last axis), then all values as
    whole numbers, shifted to be above zero, the lowest bit first.

    >>> chunk, kept = packed(np.array([[1.0, -0.5]], np.float32), 16)
    >>> len(chunk), kept.round(3).tolist()
    (8, [[1.0, -0.5]])
    """
    array = np.ascontiguousarray(array, np.float32)
    if bits == 32:
        return array.astype("<f4").tobytes(), array
    rows = array.reshape(-1, array.shape[-1])
    top = (1 << (bits - 1)) - 1
    factor = (np.abs(rows).max(axis=1, keepdims=True) / top).astype(np.float32)
    factor[factor == 0] = 1.0
    whole = np.rint(rows.astype(np.float64) / factor).clip(-top, top).astype(np.int64)
    shifted = (whole + top).astype("<u4").reshape(-1, 1).view(np.uint8)
    digits = np.unpackbits(shifted, axis=1, bitorder="little")[:, :bits]
    chunk = (
        factor.astype("<f4").tobytes() + np.packbits(digits.ravel(), bitorder="little").tobytes()
    )
    return chunk, (whole * factor.astype(np.float64)).reshape(array.shape)


def answers_of(
    facts: Mapping[str, Any], arrays: Mapping[str, np.ndarray], encoded: np.ndarray
) -> np.ndarray:
    """The answers of the network for encoded rows (n, inputs): float64 (n, classes) or (n,).

    This is what the page's script computes, line by line.
    """
    x = encoded.astype(np.float64)[:, facts["order"]]
    members = [
        member_answers(
            facts, {name: array[k].astype(np.float64) for name, array in arrays.items()}, x
        )
        for k in range(facts["members"])
    ]
    if not facts["classes"]:
        found = np.mean(members, axis=0)[:, 0].clip(*facts["bounds"])
        return found * facts["deviation"] + facts["mean"]
    even = np.mean([softmax(found) for found in members], axis=0) + 1e-30
    shares = softmax(np.log(even) / facts["temperature"])
    return (1 - facts["floor"]) * shares + facts["floor"] / shares.shape[1]


def member_answers(
    facts: Mapping[str, Any], p: Mapping[str, np.ndarray], x: np.ndarray
) -> np.ndarray:
    """The outputs of one member, (n, outputs)."""
    numbers = facts["numbers"]
    if numbers and "embed_pace" in p:
        waves = np.cos(x[:, :numbers, None] * p["embed_pace"] * (2 * math.pi) + p["embed_phase"])
        embedded = np.einsum("ncf,cef->nce", waves, p["embed_weight"]) + p["embed_shift"]
        x = np.concatenate([x, embedded.reshape(len(x), -1)], axis=1)
    x = x * p["scale"]
    for layer in range(LAYERS + 1):
        weight = p[f"weight{layer}"]
        x = x @ weight.T / math.sqrt(weight.shape[1]) + p[f"bias{layer}"]
        if layer < LAYERS:
            bent = selu(x) if facts["activation"] == "selu" else mish(x)
            x = x + p[f"slope{layer}"] * (bent - x)
    return x


def selu(x: np.ndarray) -> np.ndarray:
    """Klambauer et al. (2017)."""
    return SELU_SCALE * np.where(x > 0, x, SELU_ALPHA * np.expm1(np.minimum(x, 0)))


def mish(x: np.ndarray) -> np.ndarray:
    """x tanh(softplus(x)), Misra (2019)."""
    return x * np.tanh(np.logaddexp(0, x))


def softmax(z: np.ndarray) -> np.ndarray:
    """Each row as probabilities."""
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
