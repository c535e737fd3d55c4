"""Trees of arrays and plain values come back as they were."""

import json

import numpy as np
import pytest

from pellucid import Parameter, Tensor
from pellucid.core.errors import ArgumentError, FileError
from pellucid.formats import load_arrays, load_state, save_arrays, save_state
from pellucid.formats.state import OUTLINE


def same(a, b):
    """Whether two trees are equal, arrays by bits and types included."""
    if isinstance(a, np.ndarray):
        return isinstance(b, np.ndarray) and a.dtype == b.dtype and a.tobytes() == b.tobytes()
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list | tuple):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    return type(a) is type(b) and (a == b or str(a) == str(b) == "nan")


@pytest.mark.parametrize(
    "tree",
    [
        {},
        {"weight": np.ones((2, 3))},
        {
            "state": {0: {"step": 3, "moment": np.zeros(2)}, 1: {}},
            "groups": [{"lr": 0.1, "ids": [0]}],
        },
        {"a.b": np.ones(1), "a": {"b": np.zeros(1)}, "empty": ([], (), {})},
        [None, True, 1, 0.1 + 0.2, float("inf"), float("nan"), "text ü", (1, (2,))],
        np.float32([[1, 2]]),
    ],
)
def test_a_tree_comes_back(tmp_path, tree):
    save_state(tree, tmp_path / "s")
    assert same(load_state(tmp_path / "s"), tree)


def test_tensors_come_back_as_arrays(tmp_path):
    save_state({"w": Parameter([1.0, 2.0]), "lazy": Tensor([1, 2]) * 2}, tmp_path / "s")
    found = load_state(tmp_path / "s")
    assert (found["w"].tolist(), found["lazy"].tolist()) == ([1, 2], [2, 4])
    assert found["w"].dtype == np.float32


def test_a_flat_state_is_a_plain_safetensors_file(tmp_path):
    state = {"fc.weight": np.ones((2, 2)), "fc.bias": np.ones(2)}
    save_state(state, tmp_path / "s")
    arrays, metadata = load_arrays(tmp_path / "s")
    assert metadata == {}
    assert set(arrays) == set(state)


def test_what_cannot_be_stored_is_refused_and_named(tmp_path):
    with pytest.raises(ArgumentError, match=r"object at layers\.1"):
        save_state({"layers": [1, object()]}, tmp_path / "s")
    with pytest.raises(ArgumentError, match="keys"):
        save_state({(1, 2): 3}, tmp_path / "s")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("outline", ["{", '{"dict": 3}', '{"array": "other"}', '{"dict": [[1]]}'])
def test_a_broken_outline_is_a_clear_error(tmp_path, outline):
    save_arrays(tmp_path / "s", {"x": np.ones(1)}, {OUTLINE: outline})
    with pytest.raises(FileError, match="does not fit its own outline"):
        load_state(tmp_path / "s")


def test_the_outline_is_json(tmp_path):
    save_state({"x": np.ones(1), "n": 1}, tmp_path / "s")
    outline = load_arrays(tmp_path / "s")[1][OUTLINE]
    assert json.loads(outline) == {"dict": [["x", {"array": "x"}], ["n", 1]]}
