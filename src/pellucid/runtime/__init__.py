"""Buffers, running a program, and capturing a function as one."""

from pellucid.runtime.programs import evaluate as evaluate
from pellucid.runtime.storage import Changes as Changes, Storage as Storage
