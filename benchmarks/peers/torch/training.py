"""One eager training step of a workload."""

import itertools
import os

import torch

torch.set_num_threads(int(os.environ.get("BENCH_THREADS", "2")))
CHANNELS_LAST = bool(os.environ.get("BENCH_CHANNELS_LAST"))


def in_memory(x):
    """The tensor of an array, with its channels last where that is asked for and there are any."""
    found = torch.from_numpy(x)
    if CHANNELS_LAST and found.ndim == 4:
        return found.contiguous(memory_format=torch.channels_last)
    return found


def stepper(network, optimizer, loss_of, workload, *, reconstruct=False):
    """A `step(loss=False)` that trains `network`, from the workload's weights, on its next batch.

    It gives back the loss before the update when asked. `reconstruct`: the input is the target.
    """
    weights = {k: torch.from_numpy(v) for k, v in workload.init_params().items()}
    network.load_state_dict(weights)  # copies into the tensors that the optimizer knows
    if CHANNELS_LAST:
        network.to(memory_format=torch.channels_last)
    pairs = [(x, x if reconstruct else y) for x, y in workload.batches()]
    turns = itertools.cycle([(in_memory(x), in_memory(y)) for x, y in pairs])

    def step(loss=False):  # noqa: FBT002
        x, y = next(turns)
        optimizer.zero_grad()
        found = loss_of(network(x), y)
        found.backward()
        optimizer.step()
        return found.item() if loss else None

    return step
