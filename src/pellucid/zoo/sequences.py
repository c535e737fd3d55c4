"""From one sequence to another: a tag for each word, or as many signs as it takes."""

from typing import Any

import numpy as np

from pellucid import nn
from pellucid.core.errors import ArgumentError
from pellucid.tensor.functions.namespace import asarray, concat, where
from pellucid.tensor.tensor import Tensor
from pellucid.tensor.transforms.compiled import compile as compiled
from pellucid.zoo.beams import beam_search

SPREAD = 0.1
FAR_BELOW = -1e9  # a score that leaves no probability


class Tagger(nn.Module):
    """Scores (n, tags, length) of the tag of each word of rows (n, length), 0 where a row is over:
    embeddings of words and of their `endings`, LSTMs from both ends, a linear layer (as Graves and
    Schmidhuber, 2005, and Huang, Xu and Yu, 2015). In training a share of the words is unknown, so
    that endings are learned, too.

    >>> rows = np.ones((2, 6), np.int64)
    >>> Tagger(50, 20, 7, hidden=8)(rows, rows).shape
    (2, 7, 6)
    """

    def __init__(
        self, words: int, endings: int, tags: int, *, embedding: int = 96, ending: int = 32,
        hidden: int = 96, dropout: float = 0.4, unknown: float = 0.1,
    ) -> None:  # fmt: skip
        self.words = nn.Embedding(words, embedding, padding_idx=0)
        self.endings = nn.Embedding(endings, ending, padding_idx=0)
        self.recurrent = nn.LSTM(embedding + ending, hidden, batch_first=True, bidirectional=True)
        self.dropout, self.out = nn.Dropout(dropout), nn.Linear(2 * hidden, tags)
        self.hidden_words = nn.Dropout(unknown)
        for table in (self.words, self.endings):  # rare words begin close to each other
            nn.init.normal_(table.weight, std=SPREAD)

    def forward(self, words: Any, endings: Any) -> Tensor:
        """The scores."""
        words, endings = asarray(words), asarray(endings)
        there = (words != 0).astype("float32")
        shown = self.hidden_words(there) > 0
        words = where(shown, words, (words != 0).astype(words.dtype))  # 1: any other word
        found = concat([self.words(words), self.endings(endings)], axis=2)
        found, _ = self.recurrent(self.dropout(found), lengths=there.sum(1).astype("int64"))
        return self.out(self.dropout(found)).permute(0, 2, 1)


class Seq2Seq(nn.Module):
    """Scores (n, targets, t) of what comes after each of the signs (n, t) written so far, given the
    signs (n, s) to read; 0 fills up both. LSTMs read from both ends, another writes, and looks at
    what was read at each step (Bahdanau, Cho and Bengio, 2015; the product of states as the
    measure, Luong, Pham and Manning, 2015).

    >>> read, written = np.ones((2, 5), np.int64), np.ones((2, 7), np.int64)
    >>> Seq2Seq(28, 41, hidden=8)(read, written).shape
    (2, 41, 7)
    """

    def __init__(
        self, sources: int, targets: int, *, embedding: int = 64, hidden: int = 128,
        dropout: float = 0.2,
    ) -> None:  # fmt: skip
        self.read, self.written = nn.Embedding(sources, embedding), nn.Embedding(targets, embedding)
        self.encoder = nn.LSTM(embedding, hidden, batch_first=True, bidirectional=True)
        self.first_h, self.first_c = (nn.Linear(2 * hidden, hidden) for _ in range(2))
        self.decoder = nn.LSTM(embedding, hidden, batch_first=True)
        self.query = nn.Linear(hidden, 2 * hidden, bias=False)
        self.joined = nn.Linear(3 * hidden, hidden)
        self.dropout, self.out = nn.Dropout(dropout), nn.Linear(hidden, targets)

    def forward(self, source: Any, target: Any) -> Tensor:
        """The scores."""
        source, target = asarray(source), asarray(target)
        there = source != 0
        states, ends = self.encoder(
            self.dropout(self.read(source)), lengths=there.astype("int64").sum(1)
        )
        h, c = (concat([end[0], end[1]], axis=1) for end in ends)
        first = (nn.tanh(self.first_h(h))[None], self.first_c(c)[None])
        found, _ = self.decoder(self.dropout(self.written(target)), first)
        measure = self.query(found) @ states.permute(0, 2, 1)  # (n, t, s)
        weights = nn.softmax(where(there[:, None], measure, FAR_BELOW), -1)
        seen = nn.tanh(self.joined(concat([found, weights @ states], axis=2)))
        return self.out(self.dropout(seen)).permute(0, 2, 1)


def transcribed(
    model: nn.Module, sources: np.ndarray, length: int, *, start: int, end: int, width: int = 4,
    penalty: float = 0.0,
) -> list[tuple[int, ...]]:  # fmt: skip
    """What the model writes for each row of `sources` (n, s), without `start` and `end`: the best
    of `width` sequences that are followed at a time, each of at most `length` signs. With a width
    of 1 the likeliest sign is taken at each step.
    """
    if width < 1 or length < 1:
        raise ArgumentError("transcribed: width and length are 1 or more")

    @compiled
    def after(source: Any, written: Any) -> Tensor:
        return model(source, written)

    def written_for(row: np.ndarray) -> tuple[int, ...]:
        given = np.repeat(row[None], width, 0)

        def scores(sequences: np.ndarray) -> np.ndarray:
            whole = np.zeros((width, length + 1), np.int64)  # of one size: compiled once
            n, t = sequences.shape
            whole[:n, :t] = sequences
            return after(given, whole).numpy()[:n, :, t - 1]

        best = beam_search(scores, [start], length, width=width, end=end, penalty=penalty)[0]
        return tuple(number for number in best.numbers[1:] if number != end)

    was = model.training
    model.eval()
    try:
        return [written_for(row) for row in sources]
    finally:
        model.train(was)
