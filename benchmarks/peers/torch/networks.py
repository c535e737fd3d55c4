"""The networks of the workloads, in PyTorch."""

import torch
from torch import nn
from torch.nn import functional as F

from workloads.alexnet import CONVOLUTIONS, DENSE
from workloads.resnet8 import BLOCKS


class Perceptron(nn.Module):
    """Dense layers l0, l1, ... with ReLU between, and a sigmoid at the end if asked for."""

    def __init__(self, sizes, *, sigmoid=False):
        super().__init__()
        self.depth, self.sigmoid = len(sizes) - 1, sigmoid
        for i in range(self.depth):
            setattr(self, f"l{i}", nn.Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for i in range(self.depth - 1):
            x = F.relu(getattr(self, f"l{i}")(x))
        x = getattr(self, f"l{self.depth - 1}")(x)
        return torch.sigmoid(x) if self.sigmoid else x


class LeNet(nn.Module):
    """Two convolutions, each under a max-pool, and two dense layers."""

    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 20, 5), nn.Conv2d(20, 50, 5)
        self.ip1, self.ip2 = nn.Linear(800, 500), nn.Linear(500, 10)

    def forward(self, x):
        x = F.max_pool2d(self.conv1(x), 2)
        x = F.max_pool2d(self.conv2(x), 2)
        return self.ip2(F.relu(self.ip1(x.flatten(1))))


class Block(nn.Module):
    """Two convolutions under batch norms, plus the input, projected if its shape changes."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn1, self.bn2 = nn.BatchNorm2d(outputs), nn.BatchNorm2d(outputs)
        self.projects = stride > 1
        if self.projects:
            self.convs = nn.Conv2d(inputs, outputs, 1, stride, bias=False)
            self.bns = nn.BatchNorm2d(outputs)

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(y + (self.bns(self.convs(x)) if self.projects else x))


class ResNet8(nn.Module):
    """A convolution, three residual blocks, the mean of each channel and a dense layer."""

    def __init__(self):
        super().__init__()
        self.conv0, self.bn0 = nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16)
        for name, *sizes in BLOCKS:
            setattr(self, name, Block(*sizes))
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        x = F.relu(self.bn0(self.conv0(x)))
        for name, *_ in BLOCKS:
            x = getattr(self, name)(x)
        return self.fc(x.mean((2, 3)))


class AlexNet(nn.Module):
    """Five convolutions, three of them under max-pools, and three dense layers."""

    def __init__(self):
        super().__init__()
        for name, *sizes, _ in CONVOLUTIONS:
            setattr(self, name, nn.Conv2d(*sizes))
        for name, *sizes in DENSE:
            setattr(self, name, nn.Linear(*sizes))

    def forward(self, x):
        for name, *_, pooled in CONVOLUTIONS:
            x = F.relu(getattr(self, name)(x))
            x = F.max_pool2d(x, 3, 2) if pooled else x
        x = F.relu(self.f1(x.flatten(1)))
        return self.f3(F.relu(self.f2(x)))


class CharLSTM(nn.Module):
    """An embedding, an LSTM and a dense layer after every step."""

    def __init__(self, symbols, width, units):
        super().__init__()
        self.emb = nn.Embedding(symbols, width)
        self.lstm = nn.LSTM(width, units, batch_first=True)
        self.head = nn.Linear(units, symbols)

    def forward(self, x):
        return self.head(self.lstm(self.emb(x))[0])


class Decoder(nn.Module):
    """A block of a decoder: attention and two dense layers, each added to what came in."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.ln1, self.ln2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.fc, self.out = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        parts = self.qkv(self.ln1(x)).chunk(3, dim=2)
        q, k, v = (t.unflatten(2, (self.heads, -1)).transpose(1, 2) for t in parts)
        found = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.proj(found.transpose(1, 2).flatten(2))
        return x + self.out(F.gelu(self.fc(self.ln2(x)), approximate="tanh"))


class GPT(nn.Module):
    """A decoder whose logits come of the embedding of its symbols."""

    def __init__(self, symbols, steps, width, heads, layers):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(symbols, width), nn.Embedding(steps, width)
        self.layers = layers
        for i in range(layers):
            setattr(self, f"h{i}", Decoder(width, heads))
        self.lnf = nn.LayerNorm(width)

    def forward(self, x):
        h = self.wte(x) + self.wpe(torch.arange(x.shape[1]))
        for i in range(self.layers):
            h = getattr(self, f"h{i}")(h)
        return F.linear(self.lnf(h), self.wte.weight)
