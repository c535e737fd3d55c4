"""The training loop, what watches it, and how a run survives a kill."""

from pellucid.train.callbacks import (
    BestCheckpoint as BestCheckpoint,
    Callback as Callback,
    EarlyStopping as EarlyStopping,
    HistoryFile as HistoryFile,
)
from pellucid.train.checkpoints import Checkpoint as Checkpoint
from pellucid.train.evaluation import evaluate as evaluate, predict as predict
from pellucid.train.history import History as History
from pellucid.train.loop import fit as fit
from pellucid.train.meters import (
    AUC as AUC,
    BLEU as BLEU,
    Accuracy as Accuracy,
    AveragePrecision as AveragePrecision,
    ConfusionMatrix as ConfusionMatrix,
    FBeta as FBeta,
    MeanAveragePrecision as MeanAveragePrecision,
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
from pellucid.train.training import Training as Training
