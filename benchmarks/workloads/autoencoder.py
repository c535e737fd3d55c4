"""A dense autoencoder of flat pictures.

Data       x float32 (256, 784) in [0, 1], which is its own target; 4 batches, taken in turn.
Network    dense 784-512-256-64-256-512-784, ReLU between, sigmoid at the end; weights and biases
           uniform within 1/sqrt(inputs).
Loss       mean squared error over all elements.
Optimizer  Adam, rate 0.001, beta 0.9 and 0.999, epsilon 1e-8, no decay.
"""

import inputs

NAME, KIND, BATCH, VERIFY_STEPS = "autoencoder", "train", 256, 24
SIZES, LR, BATCHES = (784, 512, 256, 64, 256, 512, 784), 1e-3, 4


def init_params():
    return inputs.dense(SIZES, seed=81)


def batches():
    return inputs.batches(*inputs.pictures((784,), 10, BATCH * BATCHES, seed=82), BATCH)
