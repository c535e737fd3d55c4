"""One training step of a workload, eager or, if asked for, through torch.compile."""

import itertools
import os

import torch

torch.set_num_threads(int(os.environ.get("BENCH_THREADS", "2")))
CHANNELS_LAST = bool(os.environ.get("BENCH_CHANNELS_LAST"))
COMPILED = bool(os.environ.get("BENCH_COMPILED"))


def in_memory(x):
    """The tensor of an array, with its channels last where that is asked for and there are any."""
    found = torch.from_numpy(x)
    if CHANNELS_LAST and found.ndim == 4:
        return found.contiguous(memory_format=torch.channels_last)
    return found


def load(network, workload):
    """Give `network` the weights that `workload` starts from."""
    weights = {k: torch.from_numpy(v) for k, v in workload.init_params().items()}
    # Copies into the tensors that the optimizer knows; running statistics stay as they are.
    network.load_state_dict(network.state_dict() | weights)
    if CHANNELS_LAST:
        network.to(memory_format=torch.channels_last)


def stepper(network, optimizer, loss_of, workload, *, reconstruct=False):
    """A `step(loss=False)` that trains `network`, from the workload's weights, on its next batch.

    It gives back the loss before the update when asked. `reconstruct`: the input is the target.
    """
    load(network, workload)
    pairs = [(x, x if reconstruct else y) for x, y in workload.batches()]
    turns = itertools.cycle([(in_memory(x), in_memory(y)) for x, y in pairs])

    def forward(x, y):
        return loss_of(network(x), y)

    if COMPILED:
        forward = torch.compile(forward)

    def step(loss=False):  # noqa: FBT002
        x, y = next(turns)
        optimizer.zero_grad()
        found = forward(x, y)
        found.backward()
        optimizer.step()
        return found.item() if loss else None

    return step


def text_loss(logits, symbols):
    """The cross-entropy of every place of every text."""
    return torch.nn.functional.cross_entropy(
        logits.reshape(-1, logits.shape[-1]), symbols.reshape(-1)
    )
