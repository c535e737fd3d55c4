"""The next character by an LSTM.

Data       x int64 (32, 64), symbols below 96; y the same stream one symbol on; 4 batches, taken in
           turn.
Network    embedding 96 to 64, LSTM of 256 units that begins with zeros, dense 256-96 after every
           step. One bias: the second, that of the state, stays 0 and is not trained. Embedding
           N(0, 1), all else uniform within 1/16.
Loss       cross-entropy, mean over the 32 x 64 places.
Optimizer  Adam, rate 0.002, beta 0.9 and 0.999, epsilon 1e-8.
"""

import numpy as np

import inputs

NAME, KIND, BATCH, VERIFY_STEPS = "char_lstm", "train", 32, 16
SYMBOLS, WIDTH, UNITS, STEPS, LR, BATCHES = 96, 64, 256, 64, 2e-3, 4


def init_params():
    random, bound = np.random.default_rng(71), 1 / 16
    return {
        "emb.weight": inputs.normal(random, (SYMBOLS, WIDTH), 1.0),
        "lstm.weight_ih_l0": inputs.uniform(random, (4 * UNITS, WIDTH), bound),
        "lstm.weight_hh_l0": inputs.uniform(random, (4 * UNITS, UNITS), bound),
        "lstm.bias_ih_l0": inputs.uniform(random, (4 * UNITS,), bound),
        "lstm.bias_hh_l0": np.zeros(4 * UNITS, np.float32),
        "head.weight": inputs.uniform(random, (SYMBOLS, UNITS), bound),
        "head.bias": inputs.uniform(random, (SYMBOLS,), bound),
    }


def batches():
    return inputs.symbols(SYMBOLS, BATCHES, BATCH, STEPS, seed=72)
