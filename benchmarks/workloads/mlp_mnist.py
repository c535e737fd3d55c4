"""A perceptron on flat pictures of 28x28.

Data       x float32 (64, 784) in [0, 1]; y one of 10 classes; 8 batches, taken in turn.
Network    dense 784-256-128-10 with ReLU between; weights and biases uniform within 1/sqrt(inputs).
Loss       cross-entropy, mean over the batch.
Optimizer  SGD, rate 0.01, momentum 0.9, no decay.
"""

import inputs

NAME, KIND, BATCH, VERIFY_STEPS = "mlp_mnist", "train", 64, 48
SIZES, LR, MOMENTUM, BATCHES = (784, 256, 128, 10), 0.01, 0.9, 8


def init_params():
    return inputs.dense(SIZES, seed=21)


def batches():
    return inputs.batches(*inputs.pictures((784,), 10, BATCH * BATCHES, seed=22), BATCH)
