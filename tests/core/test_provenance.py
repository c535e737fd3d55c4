"""Which lines of the user a node comes from: its own, those that called it, and of a gradient."""

import inspect

import pellucid as pel
from pellucid.core.provenance import Line, made_for, user_line
from pellucid.graph import toposort
from pellucid.tensor.transforms.compiled import Compiled


def number_of(function, text):
    """The number of the line of a function that holds a text."""
    lines, first = inspect.getsourcelines(function)
    return first + next(i for i, line in enumerate(lines) if text in line)


def inner(x):
    return pel.exp(x)


def outer(x):
    y = inner(x) * 2.0
    return y.sum()


def nodes(function, *arguments):
    """The nodes of a captured function, by the name of their operation."""
    captured, _ = Compiled(function).capture(None, arguments, {})
    return {node.op.name: node for node in toposort(captured.computation.outputs)}


X = pel.asarray([1.0, 2.0])


def test_a_line_comes_with_those_that_led_to_it():
    line = nodes(outer, X)["exp"].line
    assert (line.number, line.function) == (number_of(inner, "exp(x)"), "inner")
    assert line.caller.number == number_of(outer, "inner(x)")
    assert line.caller.caller is None  # the capture is where it ends


def test_outside_a_captured_function_only_the_innermost_line_is_kept():
    assert inner(X).node.line.caller is None


def test_a_gradient_knows_what_it_is_of():
    def step(x):
        return pel.grad(outer)(x)

    found = nodes(step, X)
    asked = number_of(step, "grad")
    lines = [node.line for node in found.values() if node.line]
    of = {line.gradient_of.number for line in lines if line.gradient_of}
    assert number_of(inner, "exp(x)") in of
    assert asked in {line.number for line in found["multiply"].line.all()}


def test_what_a_pass_makes_comes_from_the_line_it_stands_for():
    @pel.compile
    def step(x):
        return (x @ x.T).T.reshape(-1) * 1.0

    step(pel.ones((4, 4)))  # compiled because of this line, which made none of it
    ((captured, _),) = next(iter(step.programs.values()))
    lines = [n.line for n in toposort(captured.program.schedule.computation.outputs)]
    assert {line.number for line in lines if line} == {number_of(step.function, "reshape")}


def test_made_for():
    line = Line("train.py", 3, "Net.forward")
    with made_for(line):
        assert user_line() == "train.py:3, in Net.forward"
        with made_for(None):
            assert user_line() == "train.py:3, in Net.forward"
    assert user_line().startswith("test_provenance.py:")


def test_two_functions_that_compute_the_same_keep_their_own_lines():
    def first(x):
        return pel.tanh(x)

    def second(x):
        return pel.tanh(x)

    assert nodes(first, X)["tanh"].line.function.endswith("first")
    assert nodes(second, X)["tanh"].line.function.endswith("second")
