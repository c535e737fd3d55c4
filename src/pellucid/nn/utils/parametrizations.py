"""Weights computed from others, where PyTorch has them. Their parts are called as those of
`nn.utils.weight_norm` and `nn.utils.spectral_norm`."""
# ruff: noqa: PLC0414  this file, like an __init__, only lists public names

from pellucid.nn.combining.reparametrization import (
    spectral_norm as spectral_norm,
    weight_norm as weight_norm,
)
