"""Where programs run. A backend turns a `Computation` into a `Program`; `reference` and `llvm` are the two there are."""

from pellucid.backends.contract import Computation as Computation, Program as Program
