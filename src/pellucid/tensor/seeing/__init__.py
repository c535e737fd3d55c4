"""Seeing through a compiled function: every level of it, tied to the user's own lines."""

from pellucid.tensor.seeing.look import see as see
from pellucid.tensor.seeing.sight import KernelSight as KernelSight, Sight as Sight
from pellucid.tensor.seeing.watch import Watched as Watched, watched as watched
