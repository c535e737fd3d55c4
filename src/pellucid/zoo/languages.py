"""Models of text, one character or word after another: recurrent ones, and a small GPT."""

from typing import Any

import numpy as np

from pellucid import nn
from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.tensor.functions.namespace import asarray
from pellucid.tensor.tensor import Parameter, Tensor
from pellucid.zoo.blocks import Block

KINDS = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}


class CharRNN(nn.Module):
    """Scores (n, vocabulary, length) of what comes next after each of the numbers (n, length): an
    embedding, recurrent layers, a linear layer (Karpathy, 2015). `kind`: "rnn", "lstm" or "gru".

    >>> CharRNN(50, hidden=8)(np.zeros((2, 6), np.int64)).shape
    (2, 50, 6)
    """

    def __init__(
        self, vocabulary: int, *, kind: str = "lstm", embedding: int = 32, hidden: int = 128,
        layers: int = 1, dropout: float = 0.0,
    ) -> None:  # fmt: skip
        if kind not in KINDS:
            raise ArgumentError(f"CharRNN: there is no kind {kind!r}", fix=", ".join(KINDS))
        self.embedding = nn.Embedding(vocabulary, embedding)
        between = dropout if layers > 1 else 0.0
        self.recurrent = KINDS[kind](embedding, hidden, layers, batch_first=True, dropout=between)
        self.dropout, self.out = nn.Dropout(dropout), nn.Linear(hidden, vocabulary)

    def forward(self, x: Any) -> Tensor:
        """The scores."""
        found, _ = self.recurrent(self.embedding(asarray(x)))
        return self.out(self.dropout(found)).permute(0, 2, 1)


class GPT(nn.Module):
    """Scores (n, vocabulary, length) of what comes next after each of the numbers (n, length), at
    most `context` of them: embeddings of numbers and places, and blocks that look back (Radford et
    al., 2018). The embedding gives the scores, too.

    >>> GPT(50, context=16, width=8, depth=1, heads=2)(np.zeros((2, 6), np.int64)).shape
    (2, 50, 6)
    """

    def __init__(
        self, vocabulary: int, *, context: int = 128, width: int = 96, depth: int = 3,
        heads: int = 4, dropout: float = 0.0,
    ) -> None:  # fmt: skip
        self.context = context
        self.embedding = nn.Embedding(vocabulary, width)
        nn.init.normal_(self.embedding.weight, 0.0, 0.02)
        self.position = Parameter(np.zeros((context, width), np.float32))
        nn.init.normal_(self.position, 0.0, 0.02)
        self.dropout = nn.Dropout(dropout)
        self.blocks = nn.Sequential(
            *(Block(width, heads, causal=True, dropout=dropout) for _ in range(depth))
        )
        self.norm = nn.LayerNorm(width)

    def forward(self, x: Any) -> Tensor:
        """The scores."""
        x = asarray(x)
        length = x.shape[1]
        if length > self.context:
            raise ShapeError(f"GPT: at most {self.context} numbers are read", given=str(x.spec))
        found = self.dropout(self.embedding(x) + self.position[:length])
        found = self.norm(self.blocks(found))
        return nn.functional.linear(found, self.embedding.weight).permute(0, 2, 1)


class TextClassifier(nn.Module):
    """Scores (n, classes) of rows of numbers (n, length), 0 where a row is over: an embedding, an
    LSTM, or one from each end with `bidirectional`, and the mean of its results where there are
    words.

    >>> TextClassifier(50, 2, hidden=8)(np.zeros((2, 6), np.int64)).shape
    (2, 2)
    """

    def __init__(
        self, vocabulary: int, classes: int, *, embedding: int = 128, hidden: int = 128,
        dropout: float = 0.5, bidirectional: bool = False,
    ) -> None:  # fmt: skip
        self.embedding = nn.Embedding(vocabulary, embedding, padding_idx=0)
        nn.init.normal_(self.embedding.weight, 0.0, 0.1)  # rare words begin close to each other
        self.recurrent = nn.LSTM(embedding, hidden, batch_first=True, bidirectional=bidirectional)
        self.dropout = nn.Dropout(dropout)
        self.out = nn.Linear(hidden * self.recurrent.directions, classes)

    def forward(self, x: Any) -> Tensor:
        """The scores."""
        x = asarray(x)
        there = (x != 0).astype("float32").unsqueeze(2)
        lengths = (x != 0).astype("int64").sum(1) if self.recurrent.bidirectional else None
        found, _ = self.recurrent(self.dropout(self.embedding(x)), lengths=lengths)
        mean = (found * there).sum(1) / (there.sum(1) + 1e-6)
        return self.out(self.dropout(mean))


def continued(
    model: nn.Module, start: Any, length: int, *, temperature: float = 1.0, context: int = 128,
    seed: int = 0,
) -> np.ndarray:  # fmt: skip
    """`start`, whole numbers, and `length` more, each drawn with the probabilities that the model's
    scores give it: sharper below a `temperature` of 1, the likeliest at 0.

    >>> continued(GPT(9, context=8, width=8, depth=1, heads=2), [1, 2], 3, context=8).shape
    (5,)
    """
    if temperature < 0 or not len(start):
        raise ArgumentError("continued: temperature is 0 or more, and a start is needed")
    from_here, source = [int(n) for n in start], np.random.default_rng(seed)
    was = model.training
    model.eval()
    try:
        for _ in range(length):
            window = np.asarray(from_here[-context:], np.int64)[None]
            scores = model(window).numpy()[0, :, -1].astype(np.float64)
            if temperature == 0:
                from_here.append(int(scores.argmax()))
                continue
            shares = np.exp((scores - scores.max()) / temperature)
            from_here.append(int(source.choice(len(shares), p=shares / shares.sum())))
    finally:
        model.train(was)
    return np.asarray(from_here, np.int64)
