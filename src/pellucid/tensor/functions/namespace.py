"""All functions users call, in one place: of each element, and of arrays."""

from pellucid.tensor.functions.array_functions import *  # noqa: F403
from pellucid.tensor.functions.counting import *  # noqa: F403
from pellucid.tensor.functions.creation import *  # noqa: F403
from pellucid.tensor.functions.elements import *  # noqa: F403
from pellucid.tensor.functions.pytorch import *  # noqa: F403
