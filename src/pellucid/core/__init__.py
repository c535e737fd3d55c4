"""What every layer speaks of: dtypes, specs, errors and settings."""

from pellucid.core.dtypes import DType as DType
from pellucid.core.spec import Spec as Spec
