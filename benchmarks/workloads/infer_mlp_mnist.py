"""One prediction of the network of `mlp_mnist`, with the weights it starts from.

Data       x float32 (1, 784); 8 samples, taken in turn.
Call       a NumPy array in, its logits as a NumPy array (1, 10) out: the way in and out counts.
Checked    the logits times 1, 2, ... 10, summed.
"""

import inputs
from workloads import mlp_mnist

NAME, KIND, BATCH, VERIFY_STEPS = "infer_mlp_mnist", "infer", 1, 8

init_params = mlp_mnist.init_params
checksum = inputs.checksum


def batches():
    x, y = mlp_mnist.batches()[0]
    return inputs.batches(x[:8], y[:8], BATCH)


def samples():
    return [x for x, _ in batches()]
