"""A small classifier on a numeric table.

Data       x float32 (256, 14), standard normal; y one of 2 classes; 8 batches, taken in turn.
Network    dense 14-128-64-2 with ReLU between; weights and biases uniform within 1/sqrt(inputs).
Loss       cross-entropy, mean over the batch.
Optimizer  Adam, rate 0.001, beta 0.9 and 0.999, epsilon 1e-8, no decay.
"""

import numpy as np

import inputs

NAME, KIND, BATCH, VERIFY_STEPS = "mlp_tabular", "train", 256, 48
SIZES, LR, BATCHES = (14, 128, 64, 2), 1e-3, 8


def init_params():
    return inputs.dense(SIZES, seed=11)


def batches():
    random = np.random.default_rng(12)
    x = random.standard_normal((BATCH * BATCHES, SIZES[0]), dtype=np.float32)
    hidden = np.tanh(x @ random.standard_normal((SIZES[0], 8), dtype=np.float32))
    y = hidden @ random.standard_normal(8, dtype=np.float32) > 0
    return inputs.batches(x, y.astype(np.int64), BATCH)
