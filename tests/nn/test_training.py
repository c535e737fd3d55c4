"""Whole networks: eager and captured training agree, and learn."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn, optim


class LeNet(nn.Module):
    def __init__(self):
        self.conv1, self.conv2 = nn.Conv2d(1, 4, 3), nn.Conv2d(4, 8, 3)
        self.fc1, self.fc2 = nn.Linear(32, 16), nn.Linear(16, 3)

    def forward(self, x):
        x = nn.max_pool2d(self.conv1(x), 2)
        x = nn.max_pool2d(self.conv2(x), 2)
        return self.fc2(nn.relu(self.fc1(x.flatten(1))))


class Block(nn.Module):
    def __init__(self, channels, out, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, out, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(out)
        self.conv2 = nn.Conv2d(out, out, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(out)
        self.shortcut = nn.Conv2d(channels, out, 1, stride) if stride > 1 else nn.Identity()

    def forward(self, x):
        y = nn.relu(self.bn1(self.conv1(x)))
        return nn.relu(self.bn2(self.conv2(y)) + self.shortcut(x))


class ResNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 4, 3, padding=1)
        self.blocks = nn.Sequential(Block(4, 4, 1), Block(4, 8, 2))
        self.dropout, self.head = nn.Dropout(0.1), nn.Linear(8, 3)

    def forward(self, x):
        x = nn.adaptive_avg_pool2d(self.blocks(self.stem(x)), 1)
        return self.head(self.dropout(x.flatten(1)))


def pictures(n, size):
    """Noise with a bright band whose place is the class."""
    source = np.random.default_rng(0)
    labels = source.integers(0, 3, n)
    images = source.standard_normal((n, 1, size, size)).astype(np.float32)
    for image, label in zip(images, labels, strict=True):
        image[0, label * size // 3 : label * size // 3 + 2] += 2
    return images, labels


def losses(network, size, optimizer, mode, steps=10):
    """The losses of some steps on one batch, taken in one of three ways."""
    pel.manual_seed(0)
    model = network()
    rule = optimizer(model.parameters())
    images, labels = map(pel.asarray, pictures(12, size))

    def step(x, y):
        loss = nn.cross_entropy(model(x), y, label_smoothing=0.05)
        if mode == "backward":
            rule.zero_grad()
            loss.backward()
            rule.step()
        else:
            rule.minimize(loss)
        return loss

    call = pel.compile(step) if mode == "compiled" else step
    return [float(call(images, labels)) for _ in range(steps)], model


CASES = {
    "lenet": (LeNet, 14, lambda p: optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=5e-4)),
    "resnet": (ResNet, 9, lambda p: optim.AdamW(p, lr=0.01)),
}


@pytest.mark.parametrize("name", CASES)
def test_eager_backward_and_captured_steps_agree_and_learn(name):
    network, size, optimizer = CASES[name]
    eager, first = losses(network, size, optimizer, "eager")
    assert eager[-1] < 0.9 * eager[0]
    for mode in ("compiled", "backward"):
        found, second = losses(network, size, optimizer, mode)
        np.testing.assert_allclose(found, eager, rtol=2e-4)
        for (path, a), b in zip(
            first.state_dict().items(), second.state_dict().values(), strict=True
        ):
            np.testing.assert_allclose(a, b, rtol=1e-2, atol=2e-3, err_msg=path)


def test_backward_and_step_work_inside_a_captured_function():
    pel.manual_seed(0)
    model = nn.Linear(3, 1)
    optimizer = optim.Adam(model.parameters(), lr=0.1)

    @pel.compile
    def step(x, y):
        optimizer.zero_grad()
        loss = nn.mse_loss(model(x), y)
        loss.backward()
        nn.clip_grad_norm_(model.parameters(), 0.5)
        optimizer.step()
        return loss

    x = pel.random.normal((16, 3))
    y = x.sum(1, keepdim=True)
    found = [float(step(x, y)) for _ in range(20)]
    assert found[-1] < 0.5 * found[0]
    assert model.weight.grad is None
    nn.mse_loss(model(x), y).backward()
    assert model.weight.grad.shape == (1, 3)


def test_frozen_parameters_stay_and_thawing_them_is_noticed():
    model = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1))
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    step = pel.compile(lambda x: optimizer.minimize((model(x) ** 2).mean()))
    model[0].requires_grad_(False)
    before = model.state_dict()
    step(pel.ones((4, 2)))
    assert np.array_equal(model[0].weight.numpy(), before["0.weight"])
    assert not np.array_equal(model[1].bias.numpy(), before["1.bias"])
    model[0].requires_grad_()
    step(pel.ones((4, 2)))
    assert not np.array_equal(model[0].weight.numpy(), before["0.weight"])
