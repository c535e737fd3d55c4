"""The printed loops mean what they say: run as Python, they give the values of the graph."""

import itertools
import math
import re
import runpy
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from pellucid.compiler.passes import compile_graph
from pellucid.compiler.printing.levels import level_text
from pellucid.compiler.printing.loops import loops_text
from pellucid.compiler.printing.names import Names
from pellucid.tensor.seeing.explain import computation_with_names

GOLDEN = runpy.run_path(str(Path(__file__).parents[1] / "golden" / "programs.py"))
PROGRAMS = GOLDEN["PROGRAMS"]
# Random bits have no Python of their own here, nor have loops of steps; the others are long.
LEFT_OUT = {"dropout", "sum_of_everything", "convolution_strided", "matmul", *GOLDEN["WITH_BODIES"]}
RANGE = re.compile(r"for ((?:\w+ in \d+)(?:, \w+ in \d+)*)")


def as_python(text):
    """The text of loops, as Python on flat lists."""
    lines = []
    for line in text.splitlines():
        code = line.split("  #")[0] if not line.startswith(" ") else line
        if re.match(r"k\d+ \w+:", code):
            lines.append("if True:")
            continue
        code = code.replace("once:", "if True:")
        code = RANGE.sub(lambda found: loops(found.group(1)), code)
        lines.append(re.sub(r"\b([A-Za-z_]\w*)\[", r'memory["\1"][', code))
    return "\n".join(lines)


def loops(text):
    """`i in 3, j in 4` as one loop of Python."""
    pairs = [part.split(" in ") for part in text.split(", ")]
    names, spans = zip(*((name, f"range({size})") for name, size in pairs), strict=True)
    return f"for {', '.join(names)}{',' if len(names) == 1 else ''} in product({', '.join(spans)})"


def argmax(values):
    values = list(values)
    return values.index(max(values))


MEANING = {
    "product": itertools.product,
    "where": lambda condition, x, z: x if condition else z,
    "clip": lambda place: place,
    "argmax": argmax,
    "nan": math.nan,
    "inf": math.inf,
    "i8": int,
    "i32": int,
    "f32": float,
    "f64": float,
    "sqrt": lambda x: math.sqrt(x) if x >= 0 else math.nan,
    **{name: getattr(math, name) for name in ("exp", "log", "sin", "tanh")},
}


def ran(schedule, arguments):
    """Every output of a schedule, by its printed loops."""
    names = Names(schedule, [])
    memory = {name: [math.nan] * node.spec.size for node, name in names.of.items()}
    memory |= {
        names.in_memory(node): [math.nan] * node.spec.size for node in schedule.memory.results
    }
    for node, array in zip(schedule.computation.inputs, arguments, strict=True):
        memory[names.arguments[node]] = array.ravel().tolist()
    program = as_python(loops_text(schedule, names))
    exec(compile(program, "loops", "exec"), {**MEANING, "memory": memory})  # noqa: S102
    return [
        np.array(memory[names.in_memory(x)], np.float64).reshape(x.shape)
        for x in schedule.computation.outputs
    ]


def assert_truthful(graphs, computation):
    schedule = compile_graph(computation, graphs.target)
    wanted = graphs.values(computation)
    found = ran(schedule, graphs.examples(computation.inputs))
    for a, b in zip(wanted, found, strict=True):
        np.testing.assert_allclose(b, a.astype(np.float64), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("name", sorted(set(PROGRAMS) - LEFT_OUT))
def test_the_loops_of_a_program_give_its_values(graphs, name):
    function, arguments = PROGRAMS[name]
    computation, _ = computation_with_names(function, arguments)
    assert_truthful(graphs, computation)


@given(st.randoms(use_true_random=False))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_loops_of_a_random_graph_give_its_values(graphs, choose):
    assert_truthful(graphs, graphs.random(choose))


def test_texts_hold_no_address_and_no_identity(graphs):
    function, arguments = PROGRAMS["classifier_step"]
    texts = []
    for _ in range(2):
        computation, names = computation_with_names(function, arguments)
        schedule = compile_graph(computation, graphs.target)
        texts.append([level_text(schedule, level, names) for level in ("graph", "kernels", "plan")])
    assert texts[0] == texts[1]
    assert "0x" not in "".join(texts[0])
