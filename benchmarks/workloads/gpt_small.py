"""The next character by a small decoder of the GPT kind.

Data       x int64 (16, 128), symbols below 96; y the same stream one symbol on; 4 batches, taken in
           turn.
Network    embeddings of 96 symbols and 128 places, width 128; 4 blocks x += attention(norm(x)),
           x += mlp(norm(x)). Attention: dense 128-384 gives queries, keys and values; 4 heads of
           32; causal; dense 128-128. Mlp: dense 128-512, GELU (tanh form), dense 512-128. A last
           norm; logits by the embedding of the symbols, without bias. Norms: epsilon 1e-5. Weights
           N(0, 0.02), of the two dense layers that add to x N(0, 0.02/sqrt(8)); biases 0.
Loss       cross-entropy, mean over the 16 x 128 places.
Optimizer  AdamW, rate 0.001, beta 0.9 and 0.95, epsilon 1e-8; decay 0.1, of matrices only.
"""

import numpy as np

import inputs

NAME, KIND, BATCH, VERIFY_STEPS = "gpt_small", "train", 16, 16
SYMBOLS, LAYERS, HEADS, WIDTH, STEPS, BATCHES = 96, 4, 4, 128, 128, 4
LR, BETAS, DECAY = 1e-3, (0.9, 0.95), 0.1
DENSE = (("qkv", 1, 3), ("proj", 1, 1), ("fc", 1, 4), ("out", 4, 1))  # inputs, outputs in widths


def init_params():
    random = np.random.default_rng(81)
    found = {
        "wte.weight": inputs.normal(random, (SYMBOLS, WIDTH), 0.02),
        "wpe.weight": inputs.normal(random, (STEPS, WIDTH), 0.02),
    }
    for i in range(LAYERS):
        for name, ins, outs in DENSE:
            deviation = 0.02 / (2 * LAYERS) ** 0.5 if name in {"proj", "out"} else 0.02
            shape = (outs * WIDTH, ins * WIDTH)
            found[f"h{i}.{name}.weight"] = inputs.normal(random, shape, deviation)
            found[f"h{i}.{name}.bias"] = np.zeros(outs * WIDTH, np.float32)
        for name in ("ln1", "ln2"):
            found |= norm(f"h{i}.{name}")
    return found | norm("lnf")


def norm(name):
    return {
        f"{name}.weight": np.ones(WIDTH, np.float32),
        f"{name}.bias": np.zeros(WIDTH, np.float32),
    }


def batches():
    return inputs.symbols(SYMBOLS, BATCHES, BATCH, STEPS, seed=82)
