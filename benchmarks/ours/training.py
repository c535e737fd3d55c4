"""One training step of a workload as one native program."""

import itertools

import pellucid as pel
from pellucid import nn


def stepper(network, optimizer, loss_of, workload, *, reconstruct=False):
    """A `step(loss=False)` that trains `network`, from the workload's weights, on its next batch.

    It gives back the loss before the update when asked. `reconstruct`: the input is the target.
    """
    weights = {k: pel.asarray(v) for k, v in workload.init_params().items()}
    network.load_state_dict(network.state_dict() | weights)  # running statistics stay as they are
    pairs = [(x, x if reconstruct else y) for x, y in workload.batches()]
    turns = itertools.cycle([(pel.asarray(x), pel.asarray(y)) for x, y in pairs])

    @pel.compile
    def train(x, y):
        loss = loss_of(network(x), y)
        optimizer.minimize(loss)
        return loss

    def step(loss=False):  # noqa: FBT002
        found = train(*next(turns))
        return float(found) if loss else None

    return step


def text_loss(logits, symbols):
    """The cross-entropy of every place of every text."""
    return nn.cross_entropy(logits.reshape(-1, logits.shape[-1]), symbols.reshape(-1))
