"""Auto-encoders: plain, denoising, contractive, sparse, and stacked.

Each has an `objective`, the number to lower on rows (n, visible), and an `encode`; train one with
`train.fit_unsupervised`, a stack stage by stage with `train.pretrain`.
"""

from typing import Any

import numpy as np

from pellucid import nn
from pellucid.core.errors import ArgumentError
from pellucid.tensor.functions.namespace import asarray
from pellucid.tensor.tensor import Parameter, Tensor

LOSSES = {
    "cross_entropy": nn.functional.binary_cross_entropy_with_logits,
    "squared": nn.functional.mse_loss,
}


class Autoencoder(nn.Module):
    """Rows (n, visible) of 0 to 1, or any numbers with loss "squared", through `hidden` sigmoid
    units and back. The weight of the way back is that of the way in unless `tied=False`.

    `corruption` masks so large a share of the inputs in training (Vincent et al., 2008), or is a
    layer that spoils them; `contraction` weighs the squared derivatives of the hidden units (Rifai
    et al., 2011); `sparsity` weighs how far from `active` their mean activity is (KL).

    >>> Autoencoder(6, 4, corruption=0.3).objective(np.zeros((2, 6), np.float32)).shape
    ()
    """

    def __init__(
        self, visible: int, hidden: int, *, tied: bool = True, loss: str = "cross_entropy",
        corruption: float | nn.Module = 0.0, contraction: float = 0.0, sparsity: float = 0.0,
        active: float = 0.05,
    ) -> None:  # fmt: skip
        if loss not in LOSSES:
            raise ArgumentError(f"Autoencoder: there is no loss {loss!r}", fix=", ".join(LOSSES))
        self.encoder = nn.Linear(visible, hidden)
        nn.init.xavier_uniform_(self.encoder.weight, gain=4.0)
        nn.init.reset(None, self.encoder.bias)
        self.bias = Parameter(np.zeros(visible, np.float32))
        self.weight = None
        if not tied:
            self.weight = Parameter(np.zeros((visible, hidden), np.float32))
            nn.init.xavier_uniform_(self.weight, gain=4.0)
        is_layer = isinstance(corruption, nn.Module)
        self.corruption = corruption if is_layer else nn.Masking(float(corruption))  # type: ignore[arg-type]
        self.loss, self.contraction = loss, contraction
        self.sparsity, self.active = sparsity, active

    def encode(self, x: Any) -> Tensor:
        """The hidden units (n, hidden)."""
        return self.encoder(asarray(x)).sigmoid()

    def decode(self, codes: Tensor) -> Tensor:
        """What the visible units are again, before any sigmoid."""
        weight = self.encoder.weight.T if self.weight is None else self.weight
        return nn.functional.linear(codes, weight, self.bias)

    def forward(self, x: Any) -> Tensor:
        """The rows as they come back."""
        found = self.decode(self.encode(x))
        return found.sigmoid() if self.loss == "cross_entropy" else found

    def objective(self, x: Any) -> Tensor:
        """How badly spoiled rows come back, and what is to be small besides."""
        x = asarray(x)
        codes = self.encode(self.corruption(x))
        total = LOSSES[self.loss](self.decode(codes), x)
        if self.contraction:
            slopes = (codes * (1 - codes)).square()
            norms = self.encoder.weight.square().sum(1)
            total = total + (slopes @ norms).mean() * (self.contraction / x.shape[1])
        if self.sparsity:
            total = total + self.sparsity * divergence(self.active, codes.mean(0)).sum()
        return total

    def layer(self) -> nn.Module:
        """The way in as a layer, sharing its parameters."""
        return nn.Sequential(self.encoder, nn.Sigmoid())


def divergence(wanted: float, found: Tensor) -> Tensor:
    """The Kullback-Leibler divergence of activities from the wanted one."""
    found = found.clip(1e-6, 1 - 1e-6)
    on, off = wanted * (wanted / found).log(), (1 - wanted) * ((1 - wanted) / (1 - found)).log()
    return on + off


class GatedAutoencoder(nn.Module):
    """What turns one row into another: hidden units of products of factors of both (Memisevic,
    2011). `objective(x, y)` is how badly each comes back from the other and the hidden units.

    >>> GatedAutoencoder(4, 6, 3)(np.zeros((2, 4), np.float32), np.zeros((2, 4), np.float32)).shape
    (2, 4)
    """

    def __init__(self, visible: int, factors: int, hidden: int) -> None:
        self.first = nn.Linear(visible, factors, bias=False)
        self.second = nn.Linear(visible, factors, bias=False)
        self.mapping = nn.Linear(factors, hidden)
        self.biases = nn.ParameterList([np.zeros(visible, np.float32) for _ in range(2)])

    def encode(self, x: Any, y: Any) -> Tensor:
        """What relates the two, (n, hidden)."""
        return self.mapping(self.first(asarray(x)) * self.second(asarray(y))).sigmoid()

    def forward(self, x: Any, y: Any) -> Tensor:
        """The second row, from the first and what relates them."""
        codes = nn.functional.linear(self.encode(x, y), self.mapping.weight.T)
        return (self.first(asarray(x)) * codes) @ self.second.weight + self.biases[1]

    def objective(self, x: Any, y: Any) -> Tensor:
        """Both errors."""
        x, y = asarray(x), asarray(y)
        codes = nn.functional.linear(self.encode(x, y), self.mapping.weight.T)
        back = (self.second(y) * codes) @ self.first.weight + self.biases[0]
        return nn.functional.mse_loss(self(x, y), y) + nn.functional.mse_loss(back, x)


class StackedAutoencoder(nn.Module):
    """A classifier whose layers were auto-encoders: `stages` are pretrained one after another, then
    the whole is trained with labels (Vincent et al., 2010). `sizes` are those of the inputs and of
    each hidden layer; `corruption` is that of each stage.

    >>> net = StackedAutoencoder([6, 5, 4], 3, corruption=[0.1, 0.2])
    >>> net(np.zeros((2, 6), np.float32)).shape, len(net.stages)
    ((2, 3), 2)
    """

    def __init__(
        self, sizes: list[int], classes: int, *, corruption: list[float] | float = 0.3,
        contraction: float = 0.0,
    ) -> None:  # fmt: skip
        count = len(sizes) - 1
        shares = corruption if isinstance(corruption, list) else [corruption] * count
        if count < 1 or len(shares) != count:
            raise ArgumentError(
                "StackedAutoencoder: a corruption for each hidden layer is needed",
                given=f"{len(shares)} for {count}",
            )
        self.stages = nn.ModuleList(
            Autoencoder(sizes[i], sizes[i + 1], corruption=shares[i], contraction=contraction)
            for i in range(count)
        )
        self.out = nn.Linear(sizes[-1], classes)

    def forward(self, x: Any) -> Tensor:
        """The scores."""
        x = asarray(x).flatten(1)
        for stage in self.stages:
            x = stage.encode(x)
        return self.out(x)
