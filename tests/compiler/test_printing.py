"""The printed levels, piece by piece."""

import pytest

from pellucid.compiler.index import Symbol, variable
from pellucid.compiler.printing.expressions import (
    Term,
    applied,
    guard_text,
    index_term,
    index_text,
)
from pellucid.compiler.printing.levels import LEVELS, level_text, traced_text
from pellucid.compiler.printing.names import Names
from pellucid.core.dtypes import float32, int32
from pellucid.graph import apply, show
from pellucid.graph.node import scalar

i, j = variable(Symbol("i", 0, 9)), variable(Symbol("j", 0, 63))

INDICES = {
    "0": i * 0,
    "i": i,
    "-i + 9": 9 - i,
    "64*i + j": j + i * 64,
    "64*i + j - 3": j + i * 64 - 3,
    "(j // 5)": j // 5,
    "((i + j) % 7)": (i + j) % 7,
    "3*((64*i + j) // 7) + i": i + (i * 64 + j) // 7 * 3,
}


@pytest.mark.parametrize("text", INDICES)
def test_an_index_reads_with_its_longest_steps_first(text):
    assert index_text(INDICES[text]) == text


def test_a_sum_of_indices_is_a_weak_operand():
    assert index_term(i + j).beside(7) == "(i + j)"
    assert index_term(i).beside(7) == "i"
    assert index_term(i * 2).beside(8) == "(2*i)"


def test_a_condition_keeps_the_half_that_can_fail():
    assert guard_text((i - 1, 20)) == "0 <= i - 1"
    assert guard_text((i + 1, 8)) == "i + 1 < 8"
    assert guard_text((i - 1, 4)) == "0 <= i - 1 < 4"
    assert not guard_text((i, 10))


def test_brackets_stand_only_where_they_must(graphs):
    x, z = graphs.argument(0, 3), graphs.argument(1, 3)
    a, b, c = Term("a"), Term("b"), Term("c")
    total = applied(x + z, [a, b])
    assert applied(x * z, [total, c]).text == "(a + b) * c"
    assert applied(x + z, [applied(x * z, [a, b]), c]).text == "a * b + c"
    assert applied(x - z, [a, applied(x - z, [b, c])]).text == "a - (b - c)"
    assert applied(-x, [total]).text == "-(a + b)"
    assert applied(apply("maximum", x, z), [total, c]).text == "max(a + b, c)"
    assert applied(apply("cast", x, dtype=int32), [total]).text == "i32(a + b)"


def test_a_graph_is_aligned_and_numbers_stand_where_they_are_used(graphs):
    x = graphs.argument(0, 3)
    text = show([apply("exp", x * 2.0) + 1.5])
    assert text.splitlines() == [
        "t0 = input(#0)       : f32[3]",
        "t1 = multiply(t0, 2) : f32[3]",
        "t2 = exp(t1)         : f32[3]",
        "t3 = add(t2, 1.5)    : f32[3]",
    ]


def test_a_graph_names_the_users_lines_when_asked(graphs):
    x = graphs.argument(0, 3)
    text = show([apply("exp", x * 2.0)], lines=True)
    here = "test_a_graph_names_the_users_lines_when_asked"
    assert all(f"in {here}" in line for line in text.splitlines()[1:])


def test_a_literal_that_is_a_result_has_a_line():
    assert show([scalar(2.0, float32)]) == "2 = constant(2) : f32[]"


@pytest.mark.parametrize("level", LEVELS)
def test_a_value_has_one_name_at_every_level(graphs, level):
    x, w = graphs.argument(0, 64, 30, batch=0), graphs.argument(1, 30, 50)
    hidden = apply("contract", x, w, left="nk", right="ko", out="no")
    found = graphs.schedule(apply("exp", hidden) + hidden)
    names = Names(found, ["data", "weights"])
    text = level_text(found, level, ["data", "weights"])
    kept = [names[node] for node in found.memory.places if not node.inputs]
    assert kept == ["data", "weights"]
    assert all(name in text for name in kept)
    (result,) = found.computation.outputs
    assert names[result] in text or names.in_memory(result) in text


def test_a_traced_graph_says_what_becomes_of_its_results(graphs):
    w, g = graphs.argument(0, 3), graphs.argument(1, 3)
    text = traced_text(graphs.computation(w - g, g * 2.0, updates=[0, None]), ["w", "g"])
    assert text.splitlines()[-1] == "return t0 => w, t1"


def test_notes_and_lines_stand_below_a_kernel(graphs):
    found = graphs.schedule(apply("sum", graphs.argument(0, 8, 8), axes=(1,)))
    text = level_text(found, "kernels", notes={"k0": "as fast as light"}, lines=True)
    assert "      as fast as light" in text
    assert "in test_notes_and_lines_stand_below_a_kernel" in text
