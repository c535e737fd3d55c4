"""What this machine can do, and how much of it products and training steps reach: `bench`."""

import statistics
import time
from collections.abc import Callable, Iterator

import numpy as np

from pellucid import nn
from pellucid.backends.llvm.host import host, usable_cores
from pellucid.backends.llvm.peak import Peak, measure_peak
from pellucid.core.settings import settings
from pellucid.tensor.tensor import Tensor
from pellucid.tensor.transforms.compiled import compile as compiled
from pellucid.train.loop import training_step
from pellucid.zoo.lenet import LeNet, lenet_recipe
from pellucid.zoo.mlp import MLP, mlp_recipe
from pellucid.zoo.recipe import Recipe

SIZES = (256, 512, 1024)  # of square matrices
SECONDS = 0.3  # spent on each row, its first runs aside
WARM, LEAST_RUNS, MOST_RUNS = 2, 3, 300
CLASSES, PIXELS = 10, (28, 28)


def lines() -> Iterator[str]:
    """The lines of the table, each as soon as it is known.

    >>> next(lines()).startswith("processor")
    True
    """
    here, threads = host(), settings().threads
    caches = ", ".join(f"{size // 1024:,}" for size in (here.l1, here.l2, here.l3))
    yield f"processor  {here.cpu} ({here.machine}), vectors of {here.vector_bytes} bytes"
    yield f"caches     {caches} KiB"
    yield f"cores      {threads} in use, {usable_cores()} there"
    peak = measure_peak(threads)
    yield f"peak       {peak.flops / 1e9:,.0f} GFLOP/s, {peak.copy / 1e9:,.0f} GB/s copied"
    yield ""
    yield f"{'':34}{'time':>11}  rate"
    for size in SIZES:
        yield product_line(size, peak)
    yield mlp_line()
    yield lenet_line()


def product_line(size: int, peak: Peak) -> str:
    """The row of a product of two square float32 matrices."""
    random = np.random.default_rng(0)
    a, b = (Tensor(random.random((size, size), dtype=np.float32)) for _ in range(2))
    product = compiled(lambda x, y: x @ y)
    seconds = median_seconds(lambda: product(a, b))
    rate = 2 * size**3 / seconds
    reached = f"{rate / 1e9:,.0f} GFLOP/s, {rate / peak.flops:.0%} of the peak"
    return row(f"product of {size} x {size}", seconds, reached)


def mlp_line() -> str:
    """The row of a perceptron's training step on pictures of 784 numbers."""
    model = MLP([784, 256, CLASSES])
    recipe = mlp_recipe(model, n_rows=60_000)
    return step_line("MLP 784-256-10", model, recipe, (784,))


def lenet_line() -> str:
    """The row of LeNet's training step."""
    model = LeNet()
    recipe = lenet_recipe(model, n_rows=60_000)
    return step_line("LeNet", model, recipe, (1, *PIXELS))


def step_line(name: str, model: nn.Module, recipe: Recipe, shape: tuple[int, ...]) -> str:
    """The row of a training step: forward, loss, gradients and the optimiser's update."""
    random, examples = np.random.default_rng(0), recipe.batch_size
    x = Tensor(random.standard_normal((examples, *shape), dtype=np.float32))
    y = Tensor(random.integers(0, CLASSES, examples))
    step = training_step(model, recipe.optimizer, recipe.loss)
    seconds = median_seconds(lambda: step(x, y))
    what = f"step of {name}, batch {examples}"
    return row(what, seconds, f"{examples / seconds:,.0f} examples/s")


def row(what: str, seconds: float, rate: str) -> str:
    """A row of the table."""
    return f"{what:34}{seconds * 1e3:8,.3f} ms  {rate}"


def median_seconds(run: Callable[[], object]) -> float:
    """The median time of a run."""
    for _ in range(WARM):
        run()
    found: list[float] = []
    while len(found) < LEAST_RUNS or (len(found) < MOST_RUNS and sum(found) < SECONDS):
        begun = time.perf_counter()
        run()
        found.append(time.perf_counter() - begun)
    return statistics.median(found)
