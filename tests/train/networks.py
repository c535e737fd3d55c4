"""Small networks and data that tests train on."""

import numpy as np

import pellucid as pel
from pellucid import nn, optim


def points(n=96, seed=0):
    """Points of three classes that overlap a little: float32 (n, 4), int64 (n,)."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, 3, n)
    return (random.normal(size=(n, 4)) + labels[:, None]).astype(np.float32), labels


def pictures(n=48, seed=0):
    """Noise with a bright square in one of two corners: float32 (n, 1, 8, 8), int64 (n,)."""
    random = np.random.default_rng(seed)
    images, labels = random.normal(size=(n, 1, 8, 8)).astype(np.float32), random.integers(0, 2, n)
    images[labels == 0, :, :3, :3] += 2
    images[labels == 1, :, 5:, 5:] += 2
    return images, labels


def perceptron(seed=0, dropout=0.2):
    """A perceptron with dropout, and Adam."""
    pel.manual_seed(seed)
    model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Dropout(dropout), nn.Linear(16, 3))
    return model, optim.Adam(model.parameters(), lr=0.01)


def convolutional(seed=0):
    """A convolutional network with batch normalisation, and SGD with momentum."""
    pel.manual_seed(seed)
    model = nn.Sequential(
        nn.Conv2d(1, 6, 3),
        nn.BatchNorm2d(6),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(54, 2),
    )
    return model, optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=1e-3)


def schedule_of(optimizer, steps):
    """A learning rate that falls over `steps` batches."""
    return optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
