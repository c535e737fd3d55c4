"""Tensor, the functions of the array API, and the transforms, as users see them."""

from pellucid.tensor.tensor import Parameter as Parameter, Tensor as Tensor
