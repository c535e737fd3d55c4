"""A compiled function beside the definition of what it computes: `check`; and its gradients beside
differences: `check_gradients`."""

from pellucid.tensor.checking.check import check as check
from pellucid.tensor.checking.slopes import Slopes as Slopes, check_gradients as check_gradients
from pellucid.tensor.checking.verdict import Difference as Difference, Verdict as Verdict
