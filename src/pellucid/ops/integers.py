"""Powers of integers."""

import numpy as np

from pellucid.ops.family import INTEGER
from pellucid.ops.host import ElementCall


class IntegerPower(ElementCall, name="integer_power"):
    """x to the power z, modulo the range of the dtype; 0 where z is negative."""

    takes = INTEGER

    def reference(self, x, z):
        return np.where(z < 0, np.zeros((), x.dtype), np.power(x, np.maximum(z, 0)))
