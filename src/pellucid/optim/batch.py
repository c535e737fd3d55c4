"""Optimisers of a whole batch, which ask for the loss several times a step: L-BFGS, conjugate
gradients and FISTA. `step` takes a closure that computes the loss and its gradients."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError
from pellucid.optim.groups import Group
from pellucid.optim.line_search import Point, strong_wolfe
from pellucid.tensor.tensor import Tensor

Closure = Callable[[], Tensor]


class BatchOptimizer(ABC):
    """Parameters as one vector, and a closure that tells the loss where they are.

    The closure clears old gradients, computes the loss, calls `backward` on it and returns it.
    """

    def __init__(self, params: Iterable[Tensor], lr: float) -> None:
        self.params = list(params)
        if not self.params:
            raise ArgumentError(f"{type(self).__name__}: there are no parameters")
        if lr <= 0:
            raise ArgumentError(f"{type(self).__name__}: lr must be above 0, not {lr}")
        self.param_groups = [Group(self.params, {"lr": lr})]
        self.evaluations, self.iterations = 0, 0

    @property
    def lr(self) -> float:
        """The rate, which schedules change by the only group there is."""
        return self.param_groups[0]["lr"]

    @lr.setter
    def lr(self, value: float) -> None:
        self.param_groups[0]["lr"] = value

    @abstractmethod
    def step(self, closure: Closure) -> float:
        """Some iterations; the loss before them."""

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients that `backward` has added up."""
        for x in self.params:
            x.grad = None if set_to_none or x.grad is None else x.grad * 0

    def vector(self) -> np.ndarray:
        """The parameters, one after the other, in float64."""
        return np.concatenate([x.numpy().ravel() for x in self.params]).astype(np.float64)

    def move_to(self, vector: np.ndarray) -> None:
        """Give the parameters the values of a vector."""
        start = 0
        for x in self.params:
            part = vector[start : start + x.size].reshape(x.shape)
            x.assign(Tensor(part.astype(x.dtype.numpy)))
            start += x.size

    def evaluate(self, closure: Closure, vector: np.ndarray | None = None) -> Any:
        """Loss and gradient at a vector, or where the parameters are."""
        if vector is not None:
            self.move_to(vector)
        self.zero_grad()
        loss = float(closure())
        self.evaluations += 1
        parts = [
            np.zeros(x.size) if x.grad is None else x.grad.numpy().ravel() for x in self.params
        ]
        return loss, np.concatenate(parts).astype(np.float64)


class LBFGS(BatchOptimizer):
    """The method of Broyden, Fletcher, Goldfarb and Shanno with the last `history_size` steps
    instead of a matrix (Liu and Nocedal, 1989). `line_search_fn` is None or "strong_wolfe".

    >>> from pellucid.tensor.tensor import Parameter
    >>> p = Parameter([3.0, -2.0])
    >>> optimizer = LBFGS([p], line_search_fn="strong_wolfe")
    >>> def closure():
    ...     optimizer.zero_grad()
    ...     loss = ((p - 1.0) ** 2 * Tensor([1.0, 10.0])).sum()
    ...     loss.backward()
    ...     return loss
    >>> before = optimizer.step(closure)
    >>> p.numpy().round(3).tolist()
    [1.0, 1.0]
    """

    def __init__(
        self, params: Iterable[Tensor], lr: float = 1.0, max_iter: int = 20,
        max_eval: int | None = None, tolerance_grad: float = 1e-7,
        tolerance_change: float = 1e-9, history_size: int = 100,
        line_search_fn: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__(params, lr)
        if line_search_fn not in {None, "strong_wolfe"}:
            raise ArgumentError(
                f"LBFGS: there is no line search {line_search_fn!r}", fix="use strong_wolfe"
            )
        self.max_iter, self.history_size = max_iter, history_size
        self.max_eval = max_iter * 5 // 4 if max_eval is None else max_eval
        self.tolerance_grad, self.tolerance_change = tolerance_grad, tolerance_change
        self.line_search_fn = line_search_fn
        self.pairs: list[tuple[np.ndarray, np.ndarray]] = []  # steps, changes of the gradient
        self.scale = 1.0
        self.last: tuple[np.ndarray, np.ndarray] | None = None  # gradient and step taken from it

    def step(self, closure: Closure) -> float:
        x, spent = self.vector(), self.evaluations
        loss, g = self.evaluate(closure)
        first = loss
        for _ in range(self.max_iter):
            if np.abs(g).max() <= self.tolerance_grad:
                break
            self.remember(g)
            direction = self.direction(g)
            slope = float(g @ direction)
            if slope > -self.tolerance_change:
                break
            size = self.lr * (min(1.0, 1.0 / np.abs(g).sum()) if self.iterations == 0 else 1.0)
            self.iterations += 1
            before = loss
            point = self.moved(closure, x, direction, Point(0.0, loss, g, slope), size)
            self.last = (g, direction * point.step)
            x = x + direction * point.step
            loss, g = point.loss, point.gradient
            still = np.abs(direction * point.step).max() <= self.tolerance_change
            flat = abs(loss - before) < self.tolerance_change
            if still or flat or self.evaluations - spent >= self.max_eval:
                break
        self.move_to(x)
        return first

    def remember(self, g: np.ndarray) -> None:
        """Keep the last step and what it changed, where the loss bends upwards along it."""
        if self.last is None:
            return
        change, step = g - self.last[0], self.last[1]
        bend = float(change @ step)
        if bend > 1e-10:
            self.pairs = [*self.pairs, (step, change)][-self.history_size :]
            self.scale = bend / float(change @ change)

    def direction(self, g: np.ndarray) -> np.ndarray:
        """Minus the gradient times the inverse of the bends so far, by the two loops of Nocedal
        (1980)."""
        d, shares = -g, []
        for step, change in reversed(self.pairs):
            share = float(step @ d) / float(change @ step)
            shares.append(share)
            d = d - change * share
        d = d * (self.scale if self.pairs else 1.0)
        for (step, change), share in zip(self.pairs, reversed(shares), strict=True):
            d = d + step * (share - float(change @ d) / float(change @ step))
        return d

    def moved(
        self, closure: Closure, x: np.ndarray, direction: np.ndarray, start: Point, size: float
    ) -> Point:
        """The point that is taken along a direction."""
        if self.line_search_fn is None:
            loss, g = self.evaluate(closure, x + direction * size)
            return Point(size, loss, g, float(g @ direction))
        point, _ = strong_wolfe(
            lambda step: self.evaluate(closure, x + direction * step), direction, start, size
        )
        return point


class ConjugateGradient(BatchOptimizer):
    """Nonlinear conjugate gradients by Polak and Ribiere, begun anew where that pays, with a line
    search.

    >>> from pellucid.tensor.tensor import Parameter
    >>> p = Parameter([3.0, -2.0])
    >>> optimizer = ConjugateGradient([p])
    >>> def closure():
    ...     optimizer.zero_grad()
    ...     loss = ((p - 1.0) ** 2 * Tensor([1.0, 10.0])).sum()
    ...     loss.backward()
    ...     return loss
    >>> before = optimizer.step(closure)
    >>> p.numpy().round(3).tolist()
    [1.0, 1.0]
    """

    def __init__(
        self, params: Iterable[Tensor], lr: float = 1.0, max_iter: int = 20,
        tolerance_grad: float = 1e-7, tolerance_change: float = 1e-9,
    ) -> None:  # fmt: skip
        super().__init__(params, lr)
        self.max_iter, self.tolerance_grad = max_iter, tolerance_grad
        self.tolerance_change = tolerance_change
        self.last: tuple[np.ndarray, np.ndarray, float] | None = None  # gradient, direction, step

    def step(self, closure: Closure) -> float:
        x = self.vector()
        loss, g = self.evaluate(closure)
        first = loss
        for _ in range(self.max_iter):
            if np.abs(g).max() <= self.tolerance_grad:
                break
            direction, size = -g, self.lr * min(1.0, 1.0 / np.abs(g).sum())
            if self.last is not None:
                old, way, length = self.last
                bent = max(0.0, float(g @ (g - old)) / float(old @ old))
                if float(g @ (-g + bent * way)) < 0:
                    direction = -g + bent * way
                size = length * float(old @ way) / float(g @ direction)
            start = Point(0.0, loss, g, float(g @ direction))
            point, _ = strong_wolfe(
                lambda step, x=x, d=direction: self.evaluate(closure, x + d * step),
                direction, start, size, c2=0.1,
            )  # fmt: skip
            self.iterations += 1
            self.last = (g, direction, point.step) if point.step else None
            x, before = x + direction * point.step, loss
            loss, g = point.loss, point.gradient
            if abs(loss - before) < self.tolerance_change:
                break
        self.move_to(x)
        return first


class FISTA(BatchOptimizer):
    """The fast iterative shrinkage and thresholding of Beck and Teboulle (2009): the least of a
    smooth loss, which the closure computes, plus `l1` times the sum of the parameters' sizes.

    The step is halved until the loss lies below its quadratic bound.

    >>> from pellucid.tensor.tensor import Parameter
    >>> p = Parameter([3.0, 0.1])
    >>> optimizer = FISTA([p], l1=1.0, max_iter=50)
    >>> def closure():
    ...     optimizer.zero_grad()
    ...     loss = ((p - Tensor([2.0, 0.3])) ** 2).sum()
    ...     loss.backward()
    ...     return loss
    >>> before = optimizer.step(closure)
    >>> p.numpy().round(3).tolist()
    [1.5, 0.0]
    """

    def __init__(
        self, params: Iterable[Tensor], lr: float = 1.0, l1: float = 0.0, max_iter: int = 20,
        tolerance_change: float = 1e-9,
    ) -> None:  # fmt: skip
        super().__init__(params, lr)
        if l1 < 0:
            raise ArgumentError(f"FISTA: l1 must be 0 or more, not {l1}")
        self.l1, self.max_iter, self.tolerance_change = l1, max_iter, tolerance_change

    def step(self, closure: Closure) -> float:
        x = ahead = self.vector()
        momentum, first = 1.0, None
        for _ in range(self.max_iter):
            loss, g = self.evaluate(closure, ahead)
            first = loss if first is None else first
            new = self.shrunk(closure, ahead, loss, g)
            self.iterations += 1
            following = (1 + np.sqrt(1 + 4 * momentum * momentum)) / 2
            ahead = new + (momentum - 1) / following * (new - x)
            still = np.abs(new - x).max() <= self.tolerance_change
            x, momentum = new, following
            if still:
                break
        self.move_to(x)
        return float(first or 0.0)

    def shrunk(self, closure: Closure, x: np.ndarray, loss: float, g: np.ndarray) -> np.ndarray:
        """A step against the gradient, then towards 0 by lr times l1."""
        while True:
            moved = x - self.lr * g
            new = np.sign(moved) * np.maximum(np.abs(moved) - self.lr * self.l1, 0)
            way = new - x
            found, _ = self.evaluate(closure, new)
            bound = loss + g @ way + way @ way / (2 * self.lr)
            if found <= bound + 1e-6 * abs(bound) or self.lr < 1e-12:
                return new
            self.lr /= 2
