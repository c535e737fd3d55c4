"""A compiled function beside the definition of what it computes: `check`."""

from pellucid.tensor.checking.check import check as check
from pellucid.tensor.checking.verdict import Difference as Difference, Verdict as Verdict
