"""Layers, losses and what holds them together; names, arguments and parameter shapes are
PyTorch's."""

from pellucid.nn import (
    functional as functional,
    init as init,
    utils as utils,
)
from pellucid.nn.activation.activation_layers import (
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
from pellucid.nn.activation.competing import (
    GLU as GLU,
    LWTA as LWTA,
    CReLU as CReLU,
    Maxout as Maxout,
    RReLU as RReLU,
)
from pellucid.nn.combining.branches import (
    Concat as Concat,
    Lambda as Lambda,
    MixtureOfExperts as MixtureOfExperts,
    Parallel as Parallel,
    Product as Product,
    Residual as Residual,
    Sum as Sum,
)
from pellucid.nn.combining.lazy import (
    LazyBatchNorm1d as LazyBatchNorm1d,
    LazyBatchNorm2d as LazyBatchNorm2d,
    LazyBatchNorm3d as LazyBatchNorm3d,
    LazyConv1d as LazyConv1d,
    LazyConv2d as LazyConv2d,
    LazyConv3d as LazyConv3d,
    LazyConvTranspose1d as LazyConvTranspose1d,
    LazyConvTranspose2d as LazyConvTranspose2d,
    LazyConvTranspose3d as LazyConvTranspose3d,
    LazyInstanceNorm1d as LazyInstanceNorm1d,
    LazyInstanceNorm2d as LazyInstanceNorm2d,
    LazyInstanceNorm3d as LazyInstanceNorm3d,
    LazyLinear as LazyLinear,
)
from pellucid.nn.combining.wrappers import (
    GradientReversal as GradientReversal,
    Siamese as Siamese,
    WeightNorm as WeightNorm,
)
from pellucid.nn.convolution.convolutions import (
    Conv1d as Conv1d,
    Conv2d as Conv2d,
    Conv3d as Conv3d,
)
from pellucid.nn.convolution.local_convolutions import (
    LocallyConnected2d as LocallyConnected2d,
    SeparableConv2d as SeparableConv2d,
    TableConv2d as TableConv2d,
)
from pellucid.nn.convolution.padding import (
    CircularPad1d as CircularPad1d,
    CircularPad2d as CircularPad2d,
    CircularPad3d as CircularPad3d,
    ConstantPad1d as ConstantPad1d,
    ConstantPad2d as ConstantPad2d,
    ConstantPad3d as ConstantPad3d,
    ReflectionPad1d as ReflectionPad1d,
    ReflectionPad2d as ReflectionPad2d,
    ReflectionPad3d as ReflectionPad3d,
    ReplicationPad1d as ReplicationPad1d,
    ReplicationPad2d as ReplicationPad2d,
    ReplicationPad3d as ReplicationPad3d,
    ZeroPad1d as ZeroPad1d,
    ZeroPad2d as ZeroPad2d,
    ZeroPad3d as ZeroPad3d,
)
from pellucid.nn.convolution.transposed_convolutions import (
    ConvTranspose1d as ConvTranspose1d,
    ConvTranspose2d as ConvTranspose2d,
    ConvTranspose3d as ConvTranspose3d,
)
from pellucid.nn.first_values import init_patterns as init_patterns
from pellucid.nn.functional import *  # noqa: F403
from pellucid.nn.losses.adaptive_softmax import (
    AdaptiveLogSoftmaxWithLoss as AdaptiveLogSoftmaxWithLoss,
)
from pellucid.nn.losses.distances import (
    RBF as RBF,
    Cosine as Cosine,
    CosineSimilarity as CosineSimilarity,
    Euclidean as Euclidean,
    PairwiseDistance as PairwiseDistance,
)
from pellucid.nn.losses.loss_layers import (
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
from pellucid.nn.losses.margin_layers import (
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
from pellucid.nn.losses.simplex import (
    ClassSimplexLoss as ClassSimplexLoss,
    class_weights as class_weights,
)
from pellucid.nn.modules.attributes import Buffer as Buffer
from pellucid.nn.modules.clipping import (
    clip_grad_norm_ as clip_grad_norm_,
    clip_grad_value_ as clip_grad_value_,
)
from pellucid.nn.modules.containers import (
    ModuleDict as ModuleDict,
    ModuleList as ModuleList,
    ParameterDict as ParameterDict,
    ParameterList as ParameterList,
    Sequential as Sequential,
)
from pellucid.nn.modules.module import Module as Module
from pellucid.nn.modules.summary import Summary as Summary
from pellucid.nn.modules.surgery import (
    Features as Features,
    Transplant as Transplant,
    freeze as freeze,
    nearest as nearest,
    thaw as thaw,
    transplant as transplant,
)
from pellucid.nn.modules.verification import Finding as Finding, Verification as Verification
from pellucid.nn.normalization.batch_normalization import (
    BatchNorm1d as BatchNorm1d,
    BatchNorm2d as BatchNorm2d,
    BatchNorm3d as BatchNorm3d,
)
from pellucid.nn.normalization.instance_normalization import (
    InstanceNorm1d as InstanceNorm1d,
    InstanceNorm2d as InstanceNorm2d,
    InstanceNorm3d as InstanceNorm3d,
)
from pellucid.nn.normalization.normalizations import (
    GroupNorm as GroupNorm,
    LayerNorm as LayerNorm,
    RMSNorm as RMSNorm,
)
from pellucid.nn.normalization.response_normalizations import (
    CrossMapLRN2d as CrossMapLRN2d,
    LocalContrastNorm as LocalContrastNorm,
    LocalResponseNorm as LocalResponseNorm,
    LocalResponseNormWithin as LocalResponseNormWithin,
)
from pellucid.nn.pictures.augmentations import (
    RandomHorizontalFlip as RandomHorizontalFlip,
    RandomShift as RandomShift,
)
from pellucid.nn.pictures.clusters import KMeans as KMeans, SparseCoding as SparseCoding
from pellucid.nn.pictures.distortions import (
    ColorJitter as ColorJitter,
    Cutout as Cutout,
    Masking as Masking,
    Mixup as Mixup,
    PCALighting as PCALighting,
    RandomAffine as RandomAffine,
    RandomCrop as RandomCrop,
    RandomErasing as RandomErasing,
    RandomVerticalFlip as RandomVerticalFlip,
    SaltPepper as SaltPepper,
    TenCrop as TenCrop,
)
from pellucid.nn.pictures.preprocessing import (
    PCA as PCA,
    ZCA as ZCA,
    GlobalContrastNorm as GlobalContrastNorm,
    Preprocessing as Preprocessing,
    RGBToYUV as RGBToYUV,
    Standardize as Standardize,
)
from pellucid.nn.pictures.region_pooling import (
    ProbabilisticMaxPool2d as ProbabilisticMaxPool2d,
    RoIAlign as RoIAlign,
)
from pellucid.nn.pictures.resampling import (
    ChannelShuffle as ChannelShuffle,
    Fold as Fold,
    PixelShuffle as PixelShuffle,
    PixelUnshuffle as PixelUnshuffle,
    Unfold as Unfold,
    Upsample as Upsample,
    UpsamplingBilinear2d as UpsamplingBilinear2d,
    UpsamplingNearest2d as UpsamplingNearest2d,
)
from pellucid.nn.pooling.adaptive_pooling import (
    AdaptiveAvgPool1d as AdaptiveAvgPool1d,
    AdaptiveAvgPool2d as AdaptiveAvgPool2d,
    AdaptiveAvgPool3d as AdaptiveAvgPool3d,
    AdaptiveMaxPool1d as AdaptiveMaxPool1d,
    AdaptiveMaxPool2d as AdaptiveMaxPool2d,
    AdaptiveMaxPool3d as AdaptiveMaxPool3d,
    SpatialPyramidPool as SpatialPyramidPool,
)
from pellucid.nn.pooling.pooling_layers import (
    AvgPool1d as AvgPool1d,
    AvgPool2d as AvgPool2d,
    AvgPool3d as AvgPool3d,
    FractionalMaxPool2d as FractionalMaxPool2d,
    FractionalMaxPool3d as FractionalMaxPool3d,
    LPPool1d as LPPool1d,
    LPPool2d as LPPool2d,
    LPPool3d as LPPool3d,
    MaxPool1d as MaxPool1d,
    MaxPool2d as MaxPool2d,
    MaxPool3d as MaxPool3d,
    MaxUnpool1d as MaxUnpool1d,
    MaxUnpool2d as MaxUnpool2d,
    MaxUnpool3d as MaxUnpool3d,
    StochasticPool2d as StochasticPool2d,
)
from pellucid.nn.sequences.alignments import CTCLoss as CTCLoss
from pellucid.nn.sequences.attention_layers import MultiheadAttention as MultiheadAttention
from pellucid.nn.sequences.packing import (
    PackedSequence as PackedSequence,
    pack_padded_sequence as pack_padded_sequence,
    pack_sequence as pack_sequence,
    pad_packed_sequence as pad_packed_sequence,
    pad_sequence as pad_sequence,
    unpack_sequence as unpack_sequence,
    unpad_sequence as unpad_sequence,
)
from pellucid.nn.sequences.positions import SinusoidalPositions as SinusoidalPositions
from pellucid.nn.sequences.recurrent import GRU as GRU, LSTM as LSTM, RNN as RNN
from pellucid.nn.sequences.recurrent_cells import (
    GRUCell as GRUCell,
    LSTMCell as LSTMCell,
    RNNCell as RNNCell,
)
from pellucid.nn.sequences.transformers import (
    Transformer as Transformer,
    TransformerDecoder as TransformerDecoder,
    TransformerDecoderLayer as TransformerDecoderLayer,
    TransformerEncoder as TransformerEncoder,
    TransformerEncoderLayer as TransformerEncoderLayer,
)
from pellucid.nn.units.dense import (
    Bilinear as Bilinear,
    Linear as Linear,
)
from pellucid.nn.units.dropouts import (
    AlphaDropout as AlphaDropout,
    Dropout as Dropout,
    Dropout1d as Dropout1d,
    Dropout2d as Dropout2d,
    Dropout3d as Dropout3d,
    FeatureAlphaDropout as FeatureAlphaDropout,
    GaussianNoise as GaussianNoise,
)
from pellucid.nn.units.embeddings import (
    Embedding as Embedding,
    EmbeddingBag as EmbeddingBag,
)
from pellucid.nn.units.shapes import (
    Flatten as Flatten,
    Identity as Identity,
    Unflatten as Unflatten,
)
from pellucid.tensor.tensor import Parameter as Parameter
