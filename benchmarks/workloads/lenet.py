"""LeNet, as in Caffe's MNIST example.

Data       x float32 (64, 1, 28, 28) in [0, 1]; y one of 10 classes; 8 batches, taken in turn.
Network    convolution 20x5x5, max-pool 2x2, convolution 50x5x5, max-pool 2x2, dense 800-500, ReLU,
           dense 500-10; no padding, no ReLU after the convolutions; weights uniform within
           sqrt(3/inputs), biases 0.
Loss       cross-entropy, mean over the batch.
Optimizer  SGD, rate 0.01, momentum 0.9, no decay.
"""

import numpy as np

import inputs

NAME, KIND, BATCH, VERIFY_STEPS = "lenet", "train", 64, 32
LR, MOMENTUM, BATCHES = 0.01, 0.9, 8
SHAPES = {
    "conv1": (20, 1, 5, 5),
    "conv2": (50, 20, 5, 5),
    "ip1": (500, 800),
    "ip2": (10, 500),
}


def init_params():
    random = np.random.default_rng(31)
    found = {}
    for name, shape in SHAPES.items():
        found[f"{name}.weight"] = inputs.uniform(random, shape, (3 / np.prod(shape[1:])) ** 0.5)
        found[f"{name}.bias"] = np.zeros(shape[0], np.float32)
    return found


def batches():
    return inputs.batches(*inputs.pictures((1, 28, 28), 10, BATCH * BATCHES, seed=32), BATCH)
