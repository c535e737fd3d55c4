"""A residual network of eight layers on small coloured pictures, as in He et al., 2015 (CIFAR).

Data       x float32 (64, 3, 32, 32) in [-1.5, 1.5]; y one of 10 classes; 4 batches, taken in turn.
Network    convolution 16x3x3, batch norm, ReLU; three blocks of 16, 32 and 64 channels, the second
           and third with stride 2; mean over rows and columns; dense 64-10. A block: convolution
           3x3, batch norm, ReLU, convolution 3x3, batch norm, plus the shortcut, ReLU. The shortcut
           is the input itself, or a convolution 1x1 and a batch norm where the shape changes.
           Convolutions carry no bias and keep the size but for their stride.
Statistics batch norm divides by the batch's biased variance plus 1e-5; running mean and unbiased
           variance are kept up to date with momentum 0.1.
Weights    convolutions normal with deviation sqrt(2/(outputs*rows*columns)); norms 1 and 0; the
           dense layer uniform within 1/8.
Loss       cross-entropy, mean over the batch.
Optimizer  SGD, rate 0.05, momentum 0.9, decay 0.0005 of every weight, added to its gradient.
"""

import numpy as np

import inputs

NAME, KIND, BATCH, VERIFY_STEPS = "resnet8", "train", 64, 16
LR, MOMENTUM, DECAY, BATCHES = 0.05, 0.9, 5e-4, 4
BLOCKS = (
    ("s0b0", 16, 16, 1),
    ("s1b0", 16, 32, 2),
    ("s2b0", 32, 64, 2),
)  # name, inputs, outputs, stride


def init_params():
    random = np.random.default_rng(401)
    found = {}

    def convolution(at, inputs_, outputs, side, norm):
        deviation = (2 / (outputs * side * side)) ** 0.5
        shape = (outputs, inputs_, side, side)
        found[f"{at}.weight"] = inputs.normal(random, shape, deviation)
        found[f"{norm}.weight"] = np.ones(outputs, np.float32)
        found[f"{norm}.bias"] = np.zeros(outputs, np.float32)

    convolution("conv0", 3, 16, 3, "bn0")
    for name, before, after, stride in BLOCKS:
        convolution(f"{name}.conv1", before, after, 3, f"{name}.bn1")
        convolution(f"{name}.conv2", after, after, 3, f"{name}.bn2")
        if stride > 1:
            convolution(f"{name}.convs", before, after, 1, f"{name}.bns")
    found["fc.weight"] = inputs.uniform(random, (10, 64), 0.125)
    found["fc.bias"] = inputs.uniform(random, (10,), 0.125)
    return found


def batches():
    x, y = inputs.pictures((3, 32, 32), 10, BATCH * BATCHES, seed=402)
    return inputs.batches((x - np.float32(0.5)) * 3, y, BATCH)
