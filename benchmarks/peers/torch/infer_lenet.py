"""`infer_lenet` in PyTorch."""

from peers.torch.networks import LeNet
from peers.torch.prediction import predictor
from workloads import infer_lenet as W


def setup():
    return predictor(LeNet(), W)
