"""The block of transformers (Vaswani et al., 2017), normalised before each part."""

from typing import Any

from pellucid import nn
from pellucid.core.errors import ArgumentError
from pellucid.tensor.tensor import Tensor


class Attending(nn.Module):
    """Self-attention of rows (n, length, width) by several heads, each seeing all places, or with
    `causal` only those up to its own."""

    def __init__(self, width: int, heads: int, *, causal: bool, dropout: float = 0.0) -> None:
        if width % heads:
            raise ArgumentError(f"a width of {width} is not shared evenly by {heads} heads")
        self.heads, self.causal, self.p = heads, causal, dropout
        self.mixed, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        n, length, width = x.shape
        parts = self.mixed(x).reshape(n, length, 3, self.heads, width // self.heads)
        q, k, v = (parts[:, :, i].permute(0, 2, 1, 3) for i in range(3))
        found = nn.functional.scaled_dot_product_attention(
            q, k, v, dropout_p=self.p if self.training else 0.0, is_causal=self.causal
        )
        return self.out(found.permute(0, 2, 1, 3).reshape(n, length, width))


class Block(nn.Module):
    """Attention, then two layers at each place, each beside what goes on unchanged."""

    def __init__(
        self, width: int, heads: int, *, causal: bool = False, dropout: float = 0.0, wide: int = 4
    ) -> None:
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = Attending(width, heads, causal=causal, dropout=dropout)
        self.fc1, self.fc2 = nn.Linear(width, wide * width), nn.Linear(wide * width, width)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Any) -> Tensor:
        x = x + self.dropout(self.attention(self.norm1(x)))
        return x + self.dropout(self.fc2(nn.functional.gelu(self.fc1(self.norm2(x)))))
