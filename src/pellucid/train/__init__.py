"""The training loop, what watches it, and how a run survives a kill."""

from pellucid.train.alone import fit_unsupervised as fit_unsupervised, pretrain as pretrain
from pellucid.train.averaging import (
    AverageWeights as AverageWeights,
    update_batch_norm as update_batch_norm,
)
from pellucid.train.boards import TensorBoard as TensorBoard
from pellucid.train.callbacks import (
    BestCheckpoint as BestCheckpoint,
    Callback as Callback,
    EarlyStopping as EarlyStopping,
    HistoryFile as HistoryFile,
)
from pellucid.train.checkpoints import Checkpoint as Checkpoint
from pellucid.train.crossing import (
    CrossValidation as CrossValidation,
    cross_validate as cross_validate,
    folds as folds,
)
from pellucid.train.evaluation import evaluate as evaluate, predict as predict
from pellucid.train.history import History as History
from pellucid.train.loop import fit as fit
from pellucid.train.meters import (
    BLEU as BLEU,
    Accuracy as Accuracy,
    ConfusionMatrix as ConfusionMatrix,
    FBeta as FBeta,
    Meter as Meter,
    Perplexity as Perplexity,
    Precision as Precision,
    Recall as Recall,
    TopK as TopK,
)
from pellucid.train.metrics import (
    accuracy as accuracy,
    log_loss as log_loss,
    mae as mae,
    mse as mse,
    r2 as r2,
    rmse as rmse,
    top_k as top_k,
)
from pellucid.train.monitors import (
    EvaluateEvery as EvaluateEvery,
    Monitor as Monitor,
    activations as activations,
    column_norms as column_norms,
    gradient_norms as gradient_norms,
    layer_results as layer_results,
    learning_rates as learning_rates,
    weight_norms as weight_norms,
)
from pellucid.train.ranking import (
    AUC as AUC,
    AveragePrecision as AveragePrecision,
    MeanAveragePrecision as MeanAveragePrecision,
)
from pellucid.train.searching import Search as Search, Span as Span, search as search
from pellucid.train.signals import OnSignal as OnSignal
from pellucid.train.termination import (
    AfterEpochs as AfterEpochs,
    AfterSteps as AfterSteps,
    NoProgress as NoProgress,
    Reaches as Reaches,
    Termination as Termination,
    TimeBudget as TimeBudget,
)
from pellucid.train.training import Training as Training
from pellucid.train.trying import (
    Overfit as Overfit,
    RateTest as RateTest,
    find_learning_rate as find_learning_rate,
    overfit_one_batch as overfit_one_batch,
)
