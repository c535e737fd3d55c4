"""AlexNet in one tower, with torchvision's sizes and without dropout.

Data       x float32 (8, 3, 224, 224) in [-1, 1]; y one of 1000 classes; 2 batches, taken in turn.
Network    convolutions 64x11x11 (stride 4), 192x5x5, 384x3x3, 256x3x3, 256x3x3, each under a ReLU;
           max-pool 3x3 with stride 2 after the first, the second and the fifth; dense
           9216-4096-4096-1000 with ReLU between.
Weights    normal with deviation sqrt(2/inputs), the last layer 0.01; biases 0.
Loss       cross-entropy, mean over the batch.
Optimizer  SGD, rate 0.005, momentum 0.9, decay 0.0005 of every weight, added to its gradient.
"""

import numpy as np

import inputs

NAME, KIND, BATCH, VERIFY_STEPS = "alexnet", "train", 8, 8
LR, MOMENTUM, DECAY, BATCHES = 0.005, 0.9, 5e-4, 2
CONVOLUTIONS = (  # name, inputs, outputs, side, stride, padding, and whether a max-pool follows
    ("c1", 3, 64, 11, 4, 2, True),
    ("c2", 64, 192, 5, 1, 2, True),
    ("c3", 192, 384, 3, 1, 1, False),
    ("c4", 384, 256, 3, 1, 1, False),
    ("c5", 256, 256, 3, 1, 1, True),
)
DENSE = (("f1", 9216, 4096), ("f2", 4096, 4096), ("f3", 4096, 1000))


def init_params():
    random = np.random.default_rng(501)
    shapes = {name: (o, i, side, side) for name, i, o, side, *_ in CONVOLUTIONS}
    shapes |= {name: (o, i) for name, i, o in DENSE}
    found = {}
    for name, shape in shapes.items():
        deviation = 0.01 if name == "f3" else (2 / np.prod(shape[1:])) ** 0.5
        found[f"{name}.weight"] = inputs.normal(random, shape, deviation)
        found[f"{name}.bias"] = np.zeros(shape[0], np.float32)
    return found


def batches():
    x, y = inputs.pictures((3, 224, 224), 16, BATCH * BATCHES, seed=502)
    return inputs.batches((x - np.float32(0.5)) * 2, y * 60 + 7, BATCH)
