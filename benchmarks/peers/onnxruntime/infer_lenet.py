"""`infer_lenet` in ONNX Runtime."""

from peers.onnxruntime.networks import lenet
from peers.onnxruntime.prediction import predictor
from workloads import infer_lenet as W


def setup():
    return predictor(lenet(), W)
