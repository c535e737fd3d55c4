"""`infer_lenet` in Pellucid."""

from networks import LeNet
from prediction import predictor
from workloads import infer_lenet as W


def setup():
    return predictor(LeNet(), W)
