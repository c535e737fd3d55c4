"""PyTorch's name of the place where these stand: gradients clipped, parameters as a vector, weights
computed from others, sequences padded and packed."""

from pellucid.nn.combining.fusion import (
    fuse_conv_bn_eval as fuse_conv_bn_eval,
    fuse_linear_bn_eval as fuse_linear_bn_eval,
)
from pellucid.nn.combining.reparametrization import (
    remove_spectral_norm as remove_spectral_norm,
    remove_weight_norm as remove_weight_norm,
    spectral_norm as spectral_norm,
    weight_norm as weight_norm,
)
from pellucid.nn.modules.clipping import (
    clip_grad_norm_ as clip_grad_norm_,
    clip_grad_value_ as clip_grad_value_,
    clip_grads_with_norm_ as clip_grads_with_norm_,
    get_total_norm as get_total_norm,
)
from pellucid.nn.modules.vectors import (
    parameters_to_vector as parameters_to_vector,
    vector_to_parameters as vector_to_parameters,
)
from pellucid.nn.utils import parametrizations as parametrizations, rnn as rnn
