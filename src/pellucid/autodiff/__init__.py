"""Gradients, by writing new nodes."""

from pellucid.autodiff.recompute import frontier as frontier, recomputation as recomputation
from pellucid.autodiff.reverse import gradients as gradients
from pellucid.ops.pullback import pullback as pullback
