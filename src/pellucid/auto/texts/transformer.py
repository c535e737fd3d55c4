"""A small transformer for texts and how it is trained, whole, in one file to read, copy and change.

It reads the words of a text in their order, each a row that is learned, known by its hash alone.
Two layers of attention (Vaswani et al., 2017), normalised before each step; the mean and the
largest value over the words give the scores. Trained by Adam in one cycle, words left out at
random.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pellucid import nn, optim
from pellucid.auto.rows.chunks import chunks
from pellucid.auto.texts.features import words_hashed
from pellucid.auto.training.course import one_cycle
from pellucid.auto.training.scores import judged
from pellucid.core.dtypes import float32
from pellucid.tensor.functions.namespace import concat, where
from pellucid.tensor.tensor import Parameter, Tensor
from pellucid.tensor.transforms.compiled import compile  # noqa: A004

WIDTH, HEADS, LAYERS = 64, 4, 2
NOTHING, UNKNOWN, FIRST = 0, 1, 2  # places of no word, of words that are not known, of the others
MOST_WORDS, LEAST_TEXTS = 20_000, 2
LEAST_LENGTH, MOST_LENGTH, COVERED = 16, 192, 0.95
LEAST_EXAMPLES = 2_000  # texts, for it to be tried at all
EPOCHS, LEAST_EPOCHS, BATCH = 8.0, 2.0, 32
RATE, DECAY, DROPPED, FORGOTTEN = 1e-3, 1e-2, 0.1, 0.15
SMOOTHING = 0.05


@dataclass(frozen=True, eq=False)
class Dictionary:
    """The hashes of the words that are known, uint64, sorted; `length`: words read of a text."""

    hashes: np.ndarray
    length: int

    @classmethod
    def fit(cls, texts: Sequence[str]) -> "Dictionary":
        """The words of at least two texts, the most frequent ones."""
        text, words = words_hashed(texts)
        pairs = np.unique(np.stack([words, text.astype(np.uint64)]), axis=1)
        hashes, counts = np.unique(pairs[0], return_counts=True)
        order = np.lexsort((hashes, -counts))
        kept = order[counts[order] >= LEAST_TEXTS][:MOST_WORDS]
        sizes = np.bincount(text, minlength=len(texts))
        most = int(np.quantile(sizes, COVERED)) if len(sizes) else 0
        length = int(np.clip(-(-most // 16) * 16, LEAST_LENGTH, MOST_LENGTH))
        return cls(np.sort(hashes[kept]), length)

    def places(self, texts: Sequence[str]) -> np.ndarray:
        """The words of texts by their places, int32 (n, length); what is longer is cut."""
        text, words = words_hashed(texts)
        found = np.searchsorted(self.hashes, words)
        found = np.minimum(found, max(0, len(self.hashes) - 1))
        known = self.hashes[found] == words if len(self.hashes) else np.zeros(len(words), bool)
        places = np.where(known, found + FIRST, UNKNOWN).astype(np.int32)
        sizes = np.bincount(text, minlength=len(texts))
        column = np.arange(len(text)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        fits = column < self.length
        result = np.full((len(texts), self.length), NOTHING, np.int32)
        result[text[fits], column[fits]] = places[fits]
        return result


class TextTransformer(nn.Module):
    """Scores (n, classes) of texts as places of their words, int32 (n, length).

    >>> network = TextTransformer(words=5, length=16, classes=2)
    >>> network.run(np.zeros((1, 16), np.int32)).shape
    (1, 2)
    """

    def __init__(self, words: int, length: int, classes: int) -> None:
        self.classes = classes
        self.words = nn.Embedding(words + FIRST, WIDTH)
        nn.init.normal_(self.words.weight, std=0.1)
        self.positions = Parameter(np.zeros((length, WIDTH), np.float32))
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(
                WIDTH, HEADS, 2 * WIDTH, DROPPED, "gelu", batch_first=True, norm_first=True
            )
            for _ in range(LAYERS)
        )
        self.norm = nn.LayerNorm(WIDTH)
        self.last = nn.Linear(2 * WIDTH, classes)
        self.compiled = compile(self.forward)

    def forward(self, places: Tensor) -> Tensor:
        """The scores."""
        is_empty = places == NOTHING
        # a text without any word attends to its first place
        hidden = concat([is_empty[:, :1] & False, is_empty[:, 1:]], axis=1)
        x = self.words(places) + self.positions
        for layer in self.layers:
            x = layer(x, src_key_padding_mask=hidden)
        x, there = self.norm(x), (~is_empty).astype(float32)[:, :, None]
        mean = (x * there).sum(axis=1) / (there.sum(axis=1) + 1e-6)
        largest = (x * there - 10.0 * (1.0 - there)).max(axis=1)
        return self.last(concat([mean, largest], axis=1))

    def run(self, places: np.ndarray) -> np.ndarray:
        """The scores of any number of texts, float32 (n, classes)."""
        self.eval()
        found = np.zeros((len(places), self.classes), np.float32)
        for start, rows in chunks(len(places)):
            chosen = np.arange(start, min(start + rows, len(places)))
            found[chosen] = self.compiled(places[np.resize(chosen, rows)]).numpy()[: len(chosen)]
        return found


Labelled = tuple[np.ndarray, np.ndarray]


class TransformerLearner:
    """A transformer that learns from places of words and classes, int64 (n,). Built where random
    numbers start from a seed."""

    def __init__(
        self, dictionary: Dictionary, classes: int, training: Labelled, validation: Labelled
    ) -> None:
        self.network = TextTransformer(len(dictionary.hashes), dictionary.length, classes)
        self.training, self.validation = training, validation
        self.optimizer = optim.AdamW(self.network.parameters(), lr=RATE, weight_decay=DECAY)
        self.compiled = compile(self.update)

    def update(self, places: Tensor, labels: Tensor) -> Tensor:
        """The loss of a batch; afterwards every parameter has moved."""
        kept = nn.functional.dropout(places.astype(float32) * 0.0 + 1.0, FORGOTTEN) > 0
        given = where(kept | (places == NOTHING), places, UNKNOWN)
        loss = nn.cross_entropy(self.network(given), labels, label_smoothing=SMOOTHING)
        self.optimizer.minimize(loss)
        return loss

    def step(self, rows: np.ndarray, t: float) -> Tensor:
        """The loss of the texts at these places; afterwards the network has moved."""
        for group in self.optimizer.param_groups:
            group["lr"] = RATE * one_cycle(t, 0.2)
        self.network.train()
        places, labels = self.training
        return self.compiled(places[rows], labels[rows])

    def values(self) -> dict[str, np.ndarray]:
        """The network's parameters."""
        return {name: array.copy() for name, array in self.network.state_dict().items()}

    def judged(self) -> tuple[float, float]:
        """Cross-entropy and the share of wrong classes on the texts of validation."""
        places, labels = self.validation
        return judged(self.network.run(places), labels)


@dataclass(frozen=True, eq=False)
class Reader:
    """A trained transformer with the words it knows: texts in, scores out."""

    dictionary: Dictionary
    network: TextTransformer

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        """Scores float32 (n, classes)."""
        return self.network.run(self.dictionary.places(texts))

    def arrays(self) -> dict[str, np.ndarray]:
        """What a file of weights holds of it."""
        words = self.dictionary.hashes.view(np.int64)
        return {"dictionary": words, **self.network.state_dict()}

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, np.ndarray], length: int, classes: int) -> "Reader":
        """The reader that `arrays` wrote. ValueError when it is none."""
        hashes = np.asarray(arrays["dictionary"]).view(np.uint64)
        if hashes.ndim != 1 or not 1 <= length <= MOST_LENGTH:
            raise ValueError("the words of the transformer are none")
        network = TextTransformer(len(hashes), length, classes)
        network.load_state_dict({n: a for n, a in arrays.items() if n != "dictionary"})
        return cls(Dictionary(hashes, length), network)
