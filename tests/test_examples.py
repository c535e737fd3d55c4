"""Every example runs, in its quick setting, as a user would start it."""

import runpy
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from pellucid.data.sources.idx import FASHION_MNIST, PARTS

EXAMPLES = Path(__file__).parents[1] / "examples"
NAMES = sorted(file.name for file in EXAMPLES.glob("*.py"))
SAYS = {
    "fashion_mnist_lenet.py": "test pictures named right",
    "train_loop.py": "unseen points told apart",
    "eager_pytorch_habits.py": "mean squared error",
    "resume.py": "the same bytes",
    "same_losses.py": "largest difference",
}
WITH_FASHION_MNIST = pytest.mark.skipif(
    not FASHION_MNIST.is_dir(), reason="Debian's dataset-fashion-mnist is not installed"
)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    """A folder of four small idx files."""
    folder, random = tmp_path_factory.mktemp("idx"), np.random.default_rng(0)
    for part in PARTS:
        shape = (96, 28, 28) if "images" in part else (96,)
        content = random.integers(0, 256 if "images" in part else 10, shape, dtype=np.uint8)
        head = struct.pack(f">HBB{len(shape)}I", 0, 8, len(shape), *shape)
        (folder / part).write_bytes(head + content.tobytes())
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_an_example_runs_in_its_quick_setting(name, pictures, tmp_path):
    given = ["--data", str(pictures)] if name == "fashion_mnist_lenet.py" else []
    done = subprocess.run(
        [sys.executable, "-W", "error", str(EXAMPLES / name), "--quick", *given],
        capture_output=True, text=True, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert SAYS[name] in done.stdout
    assert list(tmp_path.iterdir()) == []


def loaded(name):
    return runpy.run_path(str(EXAMPLES / name))


def test_both_backends_lose_the_same_on_patterns():
    assert loaded("same_losses.py")["main"](["--patterns", "--quick"]) < 1e-4


@WITH_FASHION_MNIST
def test_both_backends_lose_the_same_on_fashion_mnist():
    assert loaded("same_losses.py")["main"]([]) < 1e-4


def test_a_loop_by_hand_learns():
    assert loaded("train_loop.py")["main"]([]) > 0.95


def test_the_habits_of_pytorch_learn():
    assert loaded("eager_pytorch_habits.py")["main"]([]) < 0.01


@WITH_FASHION_MNIST
@pytest.mark.slow
def test_lenet_reaches_its_accuracy_on_fashion_mnist():
    assert loaded("fashion_mnist_lenet.py")["main"]([]) >= 0.89
