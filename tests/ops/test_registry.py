"""Every primitive in the table has its six things, each held by a test of its own elsewhere: a
definition, samples, samples of what it refuses, slopes to second order or no gradient, a rule over
examples, and code as it reads today or a reason why there is none.

A primitive that is added is met here first.
"""

import runpy
from pathlib import Path

import pytest

from pellucid.graph import OPS, Op

TESTS = Path(__file__).parents[1]
CODE = TESTS / "golden" / "primitives"
LEAVES = {"data", "input", "example", "constant", "iota"}  # they have no operands


def names_of(file):
    return runpy.run_path(str(TESTS / file))


@pytest.fixture(scope="module")
def tables():
    """The tables of the other tests."""
    return {
        "slopes": names_of("autodiff/test_finite_differences.py"),
        "refusals": names_of("ops/test_refusals.py"),
    }


def defined(op, samples, tables):
    return op.reference is not Op.reference and op.infer is not Op.infer


def sampled(op, samples, tables):
    return bool(samples.SAMPLES.get(op.name))


def refused(op, samples, tables):
    own = tables["refusals"]
    if op.name in LEAVES | own["NO_REFUSAL"]:
        return True
    takes_all = getattr(op, "takes", frozenset()) == frozenset(own["OF_KIND"])
    return bool(own["refusals"](op.name)) or takes_all


def sloped(op, samples, tables):
    """With a gradient, points at which it is tried; without, listed as having none."""
    own = tables["slopes"]
    tried = op.name in own["POINTS"] or op.name in own["MIXED"]
    listed = op.name in own["NO_GRADIENT"]
    has_one = op.gradient is not Op.gradient
    return tried != listed and tried == has_one


def mapped(op, samples, tables):
    return op.name in LEAVES or op.batched is not Op.batched


def coded(op, samples, tables):
    if op.no_code:
        return True
    text = CODE / f"{op.__module__.rsplit('.', 1)[-1]}.ll"
    return text.exists() and f"; {op.name}(" in text.read_text(encoding="utf-8")


@pytest.mark.parametrize("has", [defined, sampled, refused, sloped, mapped, coded])
def test_every_primitive_has(has, samples, tables):
    without = [name for name, op in sorted(OPS.items()) if not has(op, samples, tables)]
    assert not without, f"{has.__name__}: not so for {', '.join(without)}"


def test_a_primitive_without_any_of_it_is_noticed(samples, tables, monkeypatch):
    class Bare(Op):
        name = "bare"

    monkeypatch.setitem(OPS, "bare", Bare)
    for has in (defined, sampled, refused, sloped, mapped, coded):
        assert not has(Bare, samples, tables), has.__name__
