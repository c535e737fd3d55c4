"""`infer_mlp_mnist` in ONNX Runtime."""

from peers.onnxruntime.networks import perceptron
from peers.onnxruntime.prediction import predictor
from workloads import infer_mlp_mnist as W


def setup():
    return predictor(perceptron(), W)
