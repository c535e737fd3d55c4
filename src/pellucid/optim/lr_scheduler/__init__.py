"""Learning rates that change from step to step, under PyTorch's names: call `step()` after each
epoch or step."""

from pellucid.optim.lr_scheduler.composed import (
    ChainedScheduler as ChainedScheduler,
    SequentialLR as SequentialLR,
)
from pellucid.optim.lr_scheduler.formulas import (
    ConstantLR as ConstantLR,
    ExponentialLR as ExponentialLR,
    InverseLR as InverseLR,
    LambdaLR as LambdaLR,
    LinearLR as LinearLR,
    MultiplicativeLR as MultiplicativeLR,
    MultiStepLR as MultiStepLR,
    PolynomialLR as PolynomialLR,
    SigmoidLR as SigmoidLR,
    StepLR as StepLR,
)
from pellucid.optim.lr_scheduler.plateau import (
    ReduceLROnPlateau as ReduceLROnPlateau,
)
from pellucid.optim.lr_scheduler.scheduler import (
    LRScheduler as LRScheduler,
    LRScheduler as _LRScheduler,  # noqa: F401  the older name, which many schedules inherit from
)
from pellucid.optim.lr_scheduler.waves import (
    CosineAnnealingLR as CosineAnnealingLR,
    CosineAnnealingWarmRestarts as CosineAnnealingWarmRestarts,
    CyclicLR as CyclicLR,
    OneCycleLR as OneCycleLR,
)
