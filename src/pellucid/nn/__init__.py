"""Layers, losses and what holds them together; names, arguments and parameter shapes are
PyTorch's."""

from pellucid.nn import functional as functional, init as init
from pellucid.nn.activation_layers import (
    CELU as CELU,
    ELU as ELU,
    GELU as GELU,
    SELU as SELU,
    Hardshrink as Hardshrink,
    Hardsigmoid as Hardsigmoid,
    Hardswish as Hardswish,
    Hardtanh as Hardtanh,
    LeakyReLU as LeakyReLU,
    LogSigmoid as LogSigmoid,
    LogSoftmax as LogSoftmax,
    Mish as Mish,
    PReLU as PReLU,
    ReLU as ReLU,
    ReLU6 as ReLU6,
    Sigmoid as Sigmoid,
    SiLU as SiLU,
    Softmax as Softmax,
    Softmax2d as Softmax2d,
    Softmin as Softmin,
    Softplus as Softplus,
    Softshrink as Softshrink,
    Softsign as Softsign,
    Tanh as Tanh,
    Tanhshrink as Tanhshrink,
    Threshold as Threshold,
)
from pellucid.nn.batch_normalization import BatchNorm1d as BatchNorm1d, BatchNorm2d as BatchNorm2d
from pellucid.nn.clipping import (
    clip_grad_norm_ as clip_grad_norm_,
    clip_grad_value_ as clip_grad_value_,
)
from pellucid.nn.competing import (
    GLU as GLU,
    LWTA as LWTA,
    CReLU as CReLU,
    Maxout as Maxout,
    RReLU as RReLU,
)
from pellucid.nn.containers import (
    ModuleDict as ModuleDict,
    ModuleList as ModuleList,
    ParameterList as ParameterList,
    Sequential as Sequential,
)
from pellucid.nn.convolutions import Conv1d as Conv1d, Conv2d as Conv2d
from pellucid.nn.dense import Linear as Linear
from pellucid.nn.distances import (
    CosineSimilarity as CosineSimilarity,
    PairwiseDistance as PairwiseDistance,
)
from pellucid.nn.dropouts import Dropout as Dropout
from pellucid.nn.embeddings import Embedding as Embedding
from pellucid.nn.functional import *  # noqa: F403
from pellucid.nn.loss_layers import (
    BCELoss as BCELoss,
    BCEWithLogitsLoss as BCEWithLogitsLoss,
    CrossEntropyLoss as CrossEntropyLoss,
    HuberLoss as HuberLoss,
    KLDivLoss as KLDivLoss,
    L1Loss as L1Loss,
    MSELoss as MSELoss,
    NLLLoss as NLLLoss,
    SmoothL1Loss as SmoothL1Loss,
)
from pellucid.nn.margin_layers import (
    ContrastiveLoss as ContrastiveLoss,
    CosineEmbeddingLoss as CosineEmbeddingLoss,
    FocalLoss as FocalLoss,
    GaussianNLLLoss as GaussianNLLLoss,
    HingeEmbeddingLoss as HingeEmbeddingLoss,
    HingeLoss as HingeLoss,
    InfogainLoss as InfogainLoss,
    MarginRankingLoss as MarginRankingLoss,
    MultiLabelMarginLoss as MultiLabelMarginLoss,
    MultiLabelSoftMarginLoss as MultiLabelSoftMarginLoss,
    MultiMarginLoss as MultiMarginLoss,
    PoissonNLLLoss as PoissonNLLLoss,
    QuantileLoss as QuantileLoss,
    SoftMarginLoss as SoftMarginLoss,
    TripletMarginLoss as TripletMarginLoss,
    TripletMarginWithDistanceLoss as TripletMarginWithDistanceLoss,
)
from pellucid.nn.module import Module as Module
from pellucid.nn.normalizations import (
    GroupNorm as GroupNorm,
    LayerNorm as LayerNorm,
    RMSNorm as RMSNorm,
)
from pellucid.nn.pooling_layers import (
    AdaptiveAvgPool2d as AdaptiveAvgPool2d,
    AvgPool1d as AvgPool1d,
    AvgPool2d as AvgPool2d,
    MaxPool1d as MaxPool1d,
    MaxPool2d as MaxPool2d,
)
from pellucid.nn.recurrent import GRU as GRU, LSTM as LSTM, RNN as RNN
from pellucid.nn.shapes import Flatten as Flatten, Identity as Identity, Unflatten as Unflatten
from pellucid.nn.summary import Summary as Summary
from pellucid.tensor.tensor import Parameter as Parameter
