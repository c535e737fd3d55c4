"""Tensor, the functions of the array API, and the transforms, as users see them.

`nodes` are functions on nodes of the graph, `functions` lifts them to tensors, `random` draws
numbers, `transforms` takes functions and gives functions, `seeing` and `checking` look inside.
"""

from pellucid.tensor.tensor import Parameter as Parameter, Tensor as Tensor
