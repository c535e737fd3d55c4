"""Typical mistakes: each is told at the user's own line, with what was asked, what was given
and, mostly, the fix.
"""

import re

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.core.errors import PellucidError, StateError, TraceError

ROW, MATRIX = pel.ones((3,)), pel.ones((3, 4))
WHOLE = pel.ones((2,), dtype="int64")
TRUE = pel.asarray([True, False])

# What is written, what the message says first, and what it says besides.
MISTAKES = {
    "inner sizes of a product": (
        lambda: MATRIX @ pel.ones((5, 6)),
        "matmul: inner sizes differ, 4 and 5",
        "a=(3, 4), b=(5, 6)",
    ),
    "a product with a number": (
        lambda: ROW @ pel.asarray(2.0),
        "a number is not a matrix",
        "use *",
    ),
    "batches of products": (
        lambda: pel.ones((2, 3, 4)) @ pel.ones((5, 4, 2)),
        "2 and 5 meet",
        "(2,), (5,)",
    ),
    "shapes that do not broadcast": (
        lambda: ROW + pel.ones((4,)),
        "add: shapes do not broadcast",
        "equal or 1",
    ),
    "a condition of another shape": (
        lambda: pel.where(ROW, pel.ones((2,)), 0.0),
        "where: shapes do not broadcast",
        "(3,), (2,)",
    ),
    "reshape": (lambda: MATRIX.reshape(5, 3), "12 elements do not fill shape (5, 3)", "f32[3,4]"),
    "reshape with -1": (lambda: MATRIX.reshape(-1, 5), "12 elements do not fill", "multiply to 5"),
    "reshape with two -1": (
        lambda: MATRIX.reshape(-1, -1),
        "(-1, -1) is not a shape",
        "one size at most",
    ),
    "an index beyond the end": (
        lambda: ROW[5],
        "index 5 is out of range for axis 0 of size 3",
        "use -3 to 2",
    ),
    "a list of indices beyond the end": (
        lambda: ROW[[0, -4]],
        "index -4 is out of range",
        "use -3 to 2",
    ),
    "too many indices": (lambda: ROW[1, 2], "2 indices for an array of 1 axes", "f32[3]"),
    "a float as index": (lambda: ROW[0.5], "not float", "0.5"),
    "floats as indices": (
        lambda: ROW[pel.asarray([0.5])],
        "indices must be integers",
        "astype('int64')",
    ),
    "a mask": (
        pel.compile(lambda: ROW[ROW > 0]),
        "a mask makes an array whose size is data",
        "where(mask, x, other)",
    ),
    "two ellipses": (lambda: MATRIX[..., ...], "once", "f32[3,4]"),
    "a step of 0": (lambda: ROW[::0], "step", "f32[3]"),
    "an axis that is not there": (
        lambda: MATRIX.sum(axis=2),
        "there is no axis 2 in an array of 2 axes",
        "use -2 to 1",
    ),
    "an axis twice": (lambda: MATRIX.sum(axis=(0, 0)), "an axis stands twice", "(0, 0)"),
    "the largest of nothing": (
        lambda: pel.zeros((0, 3)).max(axis=0),
        "nothing along axes (0,)",
        "f32[0,3]",
    ),
    "signed and unsigned": (
        lambda: WHOLE + pel.asarray([1, 2], dtype="uint64"),
        "no integer dtype holds both",
        "x.astype",
    ),
    "truth values added": (lambda: TRUE + TRUE, "add is not defined for bool", "astype"),
    "floats and bits": (lambda: ROW & ROW, "and is not defined for float32", "astype"),
    "a number that does not fit": (
        lambda: pel.asarray([1], dtype="uint8") < 256,
        "256 does not fit uint8",
        "0 to 255",
    ),
    "a word": (lambda: ROW + "a", "add: str is neither an array nor a number", "asarray"),
    "a list": (
        lambda: ROW * [1, 2, 3],
        "multiply: list is neither an array nor a number",
        "asarray",
    ),
    "a dtype that is not there": (
        lambda: ROW.astype("float33"),
        "'float33' is not a dtype",
        "bfloat16",
    ),
    "words as data": (lambda: pel.asarray(["a", "b"]), "no dtype for NumPy's <U1", "numbers"),
    "rows of two lengths": (lambda: pel.asarray([[1, 2], [3]]), "rows of one length", "list"),
    "one number of many": (ROW.item, "there are 3 elements, not one", "tolist()"),
    "an if on many": (lambda: bool(ROW), "there are 3 elements, not one", "f32[3]"),
    "the length of a number": (lambda: len(pel.asarray(1.0)), "a number has no length", "f32[]"),
    "arrays that do not join": (
        lambda: pel.concat([pel.ones((2, 3)), pel.ones((2, 4))]),
        "concat: the shapes differ",
        "f32[2,4]",
    ),
    "nothing to join": (lambda: pel.concat([]), "nothing to join", ""),
    "squeeze": (lambda: MATRIX.squeeze(0), "axis 0 has size 3, not 1", "f32[3,4]"),
    "an order of axes": (lambda: MATRIX.permute(0, 0), "every axis must stand once", "(0, 0)"),
    "labels of einsum": (lambda: pel.einsum("ij->ijz", MATRIX), "einsum", "ij->ijz"),
    "a size below 0": (lambda: pel.zeros((-1,)), "(-1,) is not a shape", "0 or more"),
    "backward from many": (
        lambda: pel.Parameter([1.0, 2.0]).backward(),
        "a loss is one number",
        "mean() or sum()",
    ),
    "backward from a constant": (
        lambda: ROW.sum().backward(),
        "nothing this tensor was computed from",
        "",
    ),
    "a gradient of integers": (
        lambda: pel.Tensor([1, 2], requires_grad=True),
        "floats only",
        "i64[2]",
    ),
    "a gradient of no tensor": (
        lambda: pel.grad(lambda x: 2.0)(ROW),
        "must return a tensor",
        "float",
    ),
    "a gradient of many": (
        lambda: pel.grad(lambda x: x * 2)(ROW),
        "a loss is one number",
        "mean() or sum()",
    ),
    "assign": (
        lambda: pel.Parameter([1.0, 2.0]).assign(ROW),
        "assign: the shapes differ",
        "f32[2] from f32[3]",
    ),
    "part of an array": (
        lambda: pel.ones((3,)).__setitem__(slice(0, 2), pel.ones((5,))),
        "do not broadcast",
        "(5,), (2,)",
    ),
    "an integer to a negative power": (lambda: WHOLE**-1, "not negative, as exponent", "float32"),
    "an infinite integer": (
        lambda: pel.full((2,), float("inf"), dtype="int32"),
        "int32 has no inf",
        "floats",
    ),
    "a window too large": (
        lambda: pel.windows(ROW, [0], [5], [1], [1]),
        "a window of 5 does not fit",
        "f32[3]",
    ),
    "features of a layer": (
        lambda: nn.Linear(4, 2)(pel.ones((3, 5))),
        "4 features are expected, the input has 5",
        "Linear(5, ...)",
    ),
    "a setting that is not there": (
        lambda: pel.using(nothing=1).__enter__(),
        "there is no setting 'nothing'",
        "threads",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told(name):
    function, first, besides = MISTAKES[name]
    with pytest.raises(PellucidError) as caught:
        function()
    text = str(caught.value)
    assert first in text.splitlines()[0]
    assert besides in text
    if name != "a setting that is not there":
        assert re.search(r"at +test_mistakes\.py:\d+", text)


def test_no_shape_is_named_by_a_class():
    for function, *_ in MISTAKES.values():
        with pytest.raises(PellucidError) as caught:
            function()
        assert "<class" not in str(caught.value)


@pytest.mark.parametrize(
    "read", [float, bool, int, np.asarray, pel.Tensor.tolist, lambda x: x.item()]
)
def test_a_captured_value_cannot_be_read(read):
    with pytest.raises(TraceError, match="exists only when it runs") as caught:
        pel.compile(lambda x: read(x.sum()))(ROW)
    assert "where() in place of if" in str(caught.value)


def test_an_updated_parameter_cannot_be_read_in_the_function_that_updates_it():
    p = pel.Parameter([1.0])

    def step():
        p.assign(p + 1)
        return p.item()

    with pytest.raises(TraceError):
        pel.compile(step)()
    assert p.item() == 1.0


def test_the_gradient_through_a_value_that_a_step_replaced():
    p = pel.Parameter([1.0, 2.0])
    loss = (p * p).sum()
    loss.item()
    pel.compile(lambda: p.assign(p * 2))()
    loss.backward()
    with pytest.raises(StateError, match="updated in place"):
        p.grad.numpy()


def test_backward_in_a_captured_function_on_top_of_older_gradients():
    p = pel.Parameter([1.0, 2.0])
    (p * p).sum().backward()

    def step():
        (p * p).sum().backward()

    with pytest.raises(TraceError, match="older"):
        pel.compile(step)()
    assert p.grad.tolist() == [2.0, 4.0]


def test_a_captured_value_cannot_be_used_after_the_capture():
    leaked = []
    pel.compile(lambda x: leaked.append(x * 2))(ROW)
    with pytest.raises(TraceError, match="used after it"):
        leaked[0] + 1
    with pytest.raises(TraceError, match="used after it"):
        pel.Parameter([1.0, 2.0, 3.0]).assign(leaked[0])
    with pytest.raises(TraceError):
        leaked[0].numpy()


def test_a_constant_made_in_a_capture_can_be_used_after_it():
    kept = []

    @pel.compile
    def step(x):
        kept.append(pel.arange(3) * 2)
        return x + kept[0]

    assert step(ROW).tolist() == [1.0, 3.0, 5.0]
    assert (kept[0] + 1).tolist() == [1, 3, 5]
