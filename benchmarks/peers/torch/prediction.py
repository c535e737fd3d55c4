"""One prediction of a workload."""

import itertools

import torch

from peers.torch.training import COMPILED, load


def predictor(network, workload):
    """A `step(loss=False)` that predicts the next sample, NumPy in and out.

    It gives back the checksum of the logits when asked.
    """
    load(network, workload)
    network.eval()
    predict = torch.compile(network) if COMPILED else network
    turns = itertools.cycle(workload.samples())

    def step(loss=False):  # noqa: FBT002
        with torch.inference_mode():
            logits = predict(torch.from_numpy(next(turns))).numpy()
        return workload.checksum(logits) if loss else None

    return step
