"""Optimisers and schedules, constructed as PyTorch's."""

from pellucid.optim import lr_scheduler as lr_scheduler, swa_utils as swa_utils
from pellucid.optim.adagrad import Adagrad as Adagrad
from pellucid.optim.adam import Adam as Adam, AdamW as AdamW
from pellucid.optim.adaptive import (
    LAMB as LAMB,
    Adamax as Adamax,
    Lion as Lion,
    NAdam as NAdam,
    RAdam as RAdam,
)
from pellucid.optim.averages import (
    ParameterAverage as ParameterAverage,
    Together as Together,
)
from pellucid.optim.batch import (
    FISTA as FISTA,
    LBFGS as LBFGS,
    ConjugateGradient as ConjugateGradient,
)
from pellucid.optim.classic import ASGD as ASGD, Adadelta as Adadelta, Rprop as Rprop
from pellucid.optim.curvature import (
    SAM as SAM,
    DiagonalNewton as DiagonalNewton,
    hessian_diagonal as hessian_diagonal,
)
from pellucid.optim.groups import Group as Group
from pellucid.optim.matrices import Adafactor as Adafactor, Muon as Muon
from pellucid.optim.optimizer import Optimizer as Optimizer
from pellucid.optim.rmsprop import RMSprop as RMSprop
from pellucid.optim.schedules import coslog4 as coslog4, flat_cos as flat_cos
from pellucid.optim.sgd import SGD as SGD
