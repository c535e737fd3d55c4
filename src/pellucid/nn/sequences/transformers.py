"""Transformers (Vaswani et al., 2017): the layers of encoder and decoder, and both of them; names,
arguments and parameters are PyTorch's.

A mask of places (places, other places) holds True where a place is not seen, or numbers that are
added to the scores; one of padding (batch, places) is True where there is none.
"""

import copy
from collections.abc import Callable

import numpy as np

from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.nn import init
from pellucid.nn.activation.activations import gelu, relu
from pellucid.nn.modules.containers import ModuleList
from pellucid.nn.modules.module import Module
from pellucid.nn.normalization.normalizations import LayerNorm
from pellucid.nn.sequences.attention_layers import MultiheadAttention
from pellucid.nn.units.dense import Linear
from pellucid.nn.units.dropouts import Dropout
from pellucid.tensor.tensor import Tensor

Activation = str | Callable[[Tensor], Tensor]
Mask = Tensor | None
ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {"relu": relu, "gelu": gelu}


def activation_of(asked: str, given: Activation) -> Callable[[Tensor], Tensor]:
    """An activation, or the one of a name."""
    if callable(given):
        return given
    if given not in ACTIVATIONS:
        raise ArgumentError(
            f"{asked}: there is no activation {given!r}", fix="use relu, gelu or a function"
        )
    return ACTIVATIONS[given]


class TransformerEncoderLayer(Module):
    """Attention among places and two dense layers for each, either added to what came in, with a
    norm after each sum, or before each part with `norm_first`.

    >>> from pellucid.tensor.functions.namespace import zeros
    >>> TransformerEncoderLayer(8, 2, 16, batch_first=True)(zeros((3, 5, 8))).shape
    (3, 5, 8)
    """

    def __init__(
        self, d_model: int, nhead: int, dim_feedforward: int = 2048, dropout: float = 0.1,
        activation: Activation = "relu", layer_norm_eps: float = 1e-5, batch_first: bool = False,
        norm_first: bool = False, bias: bool = True, dtype: object = None,
    ) -> None:  # fmt: skip
        self.self_attn = MultiheadAttention(
            d_model, nhead, dropout, bias, batch_first=batch_first, dtype=dtype
        )
        self.linear1 = Linear(d_model, dim_feedforward, bias, dtype)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, bias, dtype)
        self.norm_first = norm_first
        self.norm1, self.norm2 = (
            LayerNorm(d_model, layer_norm_eps, bias=bias, dtype=dtype) for _ in range(2)
        )
        self.dropout1, self.dropout2 = Dropout(dropout), Dropout(dropout)
        self.activation = activation_of("TransformerEncoderLayer", activation)

    def forward(
        self, src: Tensor, src_mask: Mask = None, src_key_padding_mask: Mask = None,
        is_causal: bool = False,
    ) -> Tensor:  # fmt: skip
        def attend(x: Tensor) -> Tensor:
            found, _ = self.self_attn(
                x, x, x, src_key_padding_mask, need_weights=False, attn_mask=src_mask,
                is_causal=is_causal,
            )  # fmt: skip
            return self.dropout1(found)

        x = added(self.norm1, src, attend, before=self.norm_first)
        return added(self.norm2, x, self.feed_forward, before=self.norm_first)

    def feed_forward(self, x: Tensor) -> Tensor:
        """The two dense layers."""
        return self.dropout2(self.linear2(self.dropout(self.activation(self.linear1(x)))))


class TransformerDecoderLayer(Module):
    """Attention among places, attention to what an encoder made, and two dense layers.

    >>> from pellucid.tensor.functions.namespace import zeros
    >>> layer = TransformerDecoderLayer(8, 2, 16, batch_first=True)
    >>> layer(zeros((3, 5, 8)), zeros((3, 7, 8))).shape
    (3, 5, 8)
    """

    def __init__(
        self, d_model: int, nhead: int, dim_feedforward: int = 2048, dropout: float = 0.1,
        activation: Activation = "relu", layer_norm_eps: float = 1e-5, batch_first: bool = False,
        norm_first: bool = False, bias: bool = True, dtype: object = None,
    ) -> None:  # fmt: skip
        self.self_attn, self.multihead_attn = (
            MultiheadAttention(d_model, nhead, dropout, bias, batch_first=batch_first, dtype=dtype)
            for _ in range(2)
        )
        self.linear1 = Linear(d_model, dim_feedforward, bias, dtype)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, bias, dtype)
        self.norm_first = norm_first
        self.norm1, self.norm2, self.norm3 = (
            LayerNorm(d_model, layer_norm_eps, bias=bias, dtype=dtype) for _ in range(3)
        )
        self.dropout1, self.dropout2, self.dropout3 = (Dropout(dropout) for _ in range(3))
        self.activation = activation_of("TransformerDecoderLayer", activation)

    def forward(
        self, tgt: Tensor, memory: Tensor, tgt_mask: Mask = None, memory_mask: Mask = None,
        tgt_key_padding_mask: Mask = None, memory_key_padding_mask: Mask = None,
        tgt_is_causal: bool = False, memory_is_causal: bool = False,
    ) -> Tensor:  # fmt: skip
        def attend(x: Tensor) -> Tensor:
            found, _ = self.self_attn(
                x, x, x, tgt_key_padding_mask, need_weights=False, attn_mask=tgt_mask,
                is_causal=tgt_is_causal,
            )  # fmt: skip
            return self.dropout1(found)

        def look(x: Tensor) -> Tensor:
            found, _ = self.multihead_attn(
                x, memory, memory, memory_key_padding_mask, need_weights=False,
                attn_mask=memory_mask, is_causal=memory_is_causal,
            )  # fmt: skip
            return self.dropout2(found)

        x = added(self.norm1, tgt, attend, before=self.norm_first)
        x = added(self.norm2, x, look, before=self.norm_first)
        return added(self.norm3, x, self.feed_forward, before=self.norm_first)

    def feed_forward(self, x: Tensor) -> Tensor:
        """The two dense layers."""
        return self.dropout3(self.linear2(self.dropout(self.activation(self.linear1(x)))))


def added(norm: Module, x: Tensor, part: Callable[[Tensor], Tensor], *, before: bool) -> Tensor:
    """`x` plus what a part makes of it, with a norm before the part or after the sum."""
    return x + part(norm(x)) if before else norm(x + part(x))


class TransformerEncoder(Module):
    """`num_layers` copies of a layer one after the other, and a norm at the end if there is one.

    `enable_nested_tensor` and `mask_check`, which say how PyTorch computes it, change nothing.

    >>> TransformerEncoder(TransformerEncoderLayer(8, 2, 16), 3).layers[2].linear1.out_features
    16
    """

    def __init__(
        self, encoder_layer: Module, num_layers: int, norm: Module | None = None,
        enable_nested_tensor: bool = True, mask_check: bool = True,
    ) -> None:  # fmt: skip
        del enable_nested_tensor, mask_check
        self.layers = ModuleList(copy.deepcopy(encoder_layer) for _ in range(num_layers))
        self.num_layers, self.norm = num_layers, norm

    def forward(
        self, src: Tensor, mask: Mask = None, src_key_padding_mask: Mask = None,
        is_causal: bool | None = None,
    ) -> Tensor:  # fmt: skip
        for layer in self.layers:
            src = layer(src, mask, src_key_padding_mask, is_causal=bool(is_causal))
        return src if self.norm is None else self.norm(src)


class TransformerDecoder(Module):
    """`num_layers` copies of a layer one after the other, and a norm at the end if there is one."""

    def __init__(self, decoder_layer: Module, num_layers: int, norm: Module | None = None) -> None:
        self.layers = ModuleList(copy.deepcopy(decoder_layer) for _ in range(num_layers))
        self.num_layers, self.norm = num_layers, norm

    def forward(
        self, tgt: Tensor, memory: Tensor, tgt_mask: Mask = None, memory_mask: Mask = None,
        tgt_key_padding_mask: Mask = None, memory_key_padding_mask: Mask = None,
        tgt_is_causal: bool | None = None, memory_is_causal: bool = False,
    ) -> Tensor:  # fmt: skip
        for layer in self.layers:
            tgt = layer(
                tgt, memory, tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask,
                bool(tgt_is_causal), memory_is_causal,
            )  # fmt: skip
        return tgt if self.norm is None else self.norm(tgt)


class Transformer(Module):
    """An encoder for a source, and a decoder for a target that looks at what it made.

    >>> from pellucid.tensor.functions.namespace import zeros
    >>> network = Transformer(8, 2, 1, 1, 16, batch_first=True)
    >>> network(zeros((3, 7, 8)), zeros((3, 5, 8))).shape
    (3, 5, 8)
    """

    def __init__(
        self, d_model: int = 512, nhead: int = 8, num_encoder_layers: int = 6,
        num_decoder_layers: int = 6, dim_feedforward: int = 2048, dropout: float = 0.1,
        activation: Activation = "relu", custom_encoder: Module | None = None,
        custom_decoder: Module | None = None, layer_norm_eps: float = 1e-5,
        batch_first: bool = False, norm_first: bool = False, bias: bool = True,
        dtype: object = None,
    ) -> None:  # fmt: skip
        options = (d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps,
                   batch_first, norm_first, bias, dtype)  # fmt: skip

        def norm() -> Module:
            return LayerNorm(d_model, layer_norm_eps, bias=bias, dtype=dtype)

        self.encoder = custom_encoder or TransformerEncoder(
            TransformerEncoderLayer(*options), num_encoder_layers, norm()
        )
        self.decoder = custom_decoder or TransformerDecoder(
            TransformerDecoderLayer(*options), num_decoder_layers, norm()
        )
        self.d_model, self.nhead, self.batch_first = d_model, nhead, batch_first
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new first values of matrices, of Glorot and Bengio, 2010."""
        for parameter in self.parameters():
            if parameter.ndim > 1:
                init.xavier_uniform_(parameter)

    def forward(
        self, src: Tensor, tgt: Tensor, src_mask: Mask = None, tgt_mask: Mask = None,
        memory_mask: Mask = None, src_key_padding_mask: Mask = None,
        tgt_key_padding_mask: Mask = None, memory_key_padding_mask: Mask = None,
        src_is_causal: bool | None = None, tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Tensor:  # fmt: skip
        if src.shape[-1] != self.d_model or tgt.shape[-1] != self.d_model:
            raise ShapeError(
                f"Transformer: source and target have {self.d_model} features",
                given=f"src={src.shape}, tgt={tgt.shape}",
            )
        memory = self.encoder(src, src_mask, src_key_padding_mask, src_is_causal)
        return self.decoder(
            tgt, memory, tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask,
            tgt_is_causal, memory_is_causal,
        )  # fmt: skip

    @staticmethod
    def generate_square_subsequent_mask(sz: int, dtype: object = None) -> Tensor:
        """What hides later places: minus infinity above the diagonal, else 0.

        >>> Transformer.generate_square_subsequent_mask(2).tolist()
        [[0.0, -inf], [0.0, 0.0]]
        """
        return Tensor(np.where(np.tri(sz, dtype=bool), 0.0, -np.inf), dtype)
