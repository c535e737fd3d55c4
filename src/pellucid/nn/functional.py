"""Layers and losses as functions, under PyTorch's names."""
# ruff: noqa: PLC0414  this file, like an __init__, only lists public names

from pellucid.nn.activation.activations import (
    celu as celu,
    celu_ as celu_,
    elu as elu,
    elu_ as elu_,
    gelu as gelu,
    hardshrink as hardshrink,
    hardsigmoid as hardsigmoid,
    hardswish as hardswish,
    hardtanh as hardtanh,
    hardtanh_ as hardtanh_,
    leaky_relu as leaky_relu,
    leaky_relu_ as leaky_relu_,
    log_softmax as log_softmax,
    logsigmoid as logsigmoid,
    mish as mish,
    prelu as prelu,
    relu as relu,
    relu6 as relu6,
    relu6_ as relu6_,
    relu_ as relu_,
    selu as selu,
    selu_ as selu_,
    sigmoid as sigmoid,
    silu as silu,
    softmax as softmax,
    softmin as softmin,
    softplus as softplus,
    softshrink as softshrink,
    softsign as softsign,
    tanh as tanh,
    tanhshrink as tanhshrink,
    threshold as threshold,
    threshold_ as threshold_,
)
from pellucid.nn.activation.competing import (
    crelu as crelu,
    glu as glu,
    gumbel_softmax as gumbel_softmax,
    lwta as lwta,
    maxout as maxout,
    rrelu as rrelu,
    rrelu_ as rrelu_,
    swiglu as swiglu,
)
from pellucid.nn.combining.wrappers import gradient_scale as gradient_scale
from pellucid.nn.convolution.convolutions import (
    conv1d as conv1d,
    conv2d as conv2d,
    conv3d as conv3d,
)
from pellucid.nn.convolution.padding import (
    pad as pad,
)
from pellucid.nn.convolution.transposed_convolutions import (
    conv_transpose1d as conv_transpose1d,
    conv_transpose2d as conv_transpose2d,
    conv_transpose3d as conv_transpose3d,
)
from pellucid.nn.losses.classification import (
    binary_cross_entropy as binary_cross_entropy,
    binary_cross_entropy_with_logits as binary_cross_entropy_with_logits,
    cross_entropy as cross_entropy,
    kl_div as kl_div,
    nll_loss as nll_loss,
)
from pellucid.nn.losses.distances import (
    cosine_similarity as cosine_similarity,
    normalize as normalize,
    pairwise_distance as pairwise_distance,
    pdist as pdist,
)
from pellucid.nn.losses.likelihoods import (
    dice_loss as dice_loss,
    gaussian_nll_loss as gaussian_nll_loss,
    infogain_loss as infogain_loss,
    multinomial_logistic_loss as multinomial_logistic_loss,
    poisson_nll_loss as poisson_nll_loss,
    quantile_loss as quantile_loss,
    sigmoid_focal_loss as sigmoid_focal_loss,
)
from pellucid.nn.losses.margins import (
    contrastive_loss as contrastive_loss,
    cosine_embedding_loss as cosine_embedding_loss,
    hinge_embedding_loss as hinge_embedding_loss,
    hinge_loss as hinge_loss,
    margin_ranking_loss as margin_ranking_loss,
    multi_margin_loss as multi_margin_loss,
    multilabel_margin_loss as multilabel_margin_loss,
    multilabel_soft_margin_loss as multilabel_soft_margin_loss,
    soft_margin_loss as soft_margin_loss,
    triplet_margin_loss as triplet_margin_loss,
    triplet_margin_with_distance_loss as triplet_margin_with_distance_loss,
)
from pellucid.nn.losses.regression import (
    huber_loss as huber_loss,
    l1_loss as l1_loss,
    mse_loss as mse_loss,
    smooth_l1_loss as smooth_l1_loss,
)
from pellucid.nn.normalization.batch_normalization import batch_norm as batch_norm
from pellucid.nn.normalization.instance_normalization import (
    instance_norm as instance_norm,
)
from pellucid.nn.normalization.normalizations import (
    group_norm as group_norm,
    layer_norm as layer_norm,
    rms_norm as rms_norm,
)
from pellucid.nn.normalization.response_normalizations import (
    local_contrast_norm as local_contrast_norm,
    local_response_norm as local_response_norm,
    local_response_norm_within as local_response_norm_within,
)
from pellucid.nn.pictures.region_pooling import (
    probabilistic_max_pool2d as probabilistic_max_pool2d,
    roi_align as roi_align,
)
from pellucid.nn.pictures.resampling import (
    channel_shuffle as channel_shuffle,
    fold as fold,
    interpolate as interpolate,
    pixel_shuffle as pixel_shuffle,
    pixel_unshuffle as pixel_unshuffle,
    unfold as unfold,
)
from pellucid.nn.pictures.sampling import affine_grid as affine_grid, grid_sample as grid_sample
from pellucid.nn.pooling.adaptive_pooling import (
    adaptive_avg_pool1d as adaptive_avg_pool1d,
    adaptive_avg_pool2d as adaptive_avg_pool2d,
    adaptive_avg_pool3d as adaptive_avg_pool3d,
    adaptive_max_pool1d as adaptive_max_pool1d,
    adaptive_max_pool2d as adaptive_max_pool2d,
    adaptive_max_pool3d as adaptive_max_pool3d,
    spatial_pyramid_pool as spatial_pyramid_pool,
)
from pellucid.nn.pooling.pooling import (
    avg_pool1d as avg_pool1d,
    avg_pool2d as avg_pool2d,
    avg_pool3d as avg_pool3d,
    max_pool1d as max_pool1d,
    max_pool1d_with_indices as max_pool1d_with_indices,
    max_pool2d as max_pool2d,
    max_pool2d_with_indices as max_pool2d_with_indices,
    max_pool3d as max_pool3d,
    max_pool3d_with_indices as max_pool3d_with_indices,
)
from pellucid.nn.pooling.pooling_variants import (
    fractional_max_pool2d as fractional_max_pool2d,
    fractional_max_pool3d as fractional_max_pool3d,
    lp_pool1d as lp_pool1d,
    lp_pool2d as lp_pool2d,
    lp_pool3d as lp_pool3d,
    max_unpool1d as max_unpool1d,
    max_unpool2d as max_unpool2d,
    max_unpool3d as max_unpool3d,
    stochastic_pool2d as stochastic_pool2d,
)
from pellucid.nn.sequences.alignments import ctc_loss as ctc_loss
from pellucid.nn.sequences.attention import (
    scaled_dot_product_attention as scaled_dot_product_attention,
)
from pellucid.nn.sequences.positions import rotary as rotary
from pellucid.nn.units.dense import (
    bilinear as bilinear,
    linear as linear,
)
from pellucid.nn.units.dropouts import (
    alpha_dropout as alpha_dropout,
    dropout as dropout,
    dropout1d as dropout1d,
    dropout2d as dropout2d,
    dropout3d as dropout3d,
    feature_alpha_dropout as feature_alpha_dropout,
    gaussian_noise as gaussian_noise,
)
from pellucid.nn.units.embeddings import (
    embedding as embedding,
    embedding_bag as embedding_bag,
)
from pellucid.nn.units.shapes import flatten as flatten, unflatten as unflatten
from pellucid.tensor.functions.namespace import one_hot as one_hot
