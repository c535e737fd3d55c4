"""Objects with fields behave as frozen dataclasses do."""

import copy
import dataclasses
from dataclasses import FrozenInstanceError, field
from typing import ClassVar

import pytest

from pellucid.graph.fields import Fields


class Pair(Fields):
    left: int
    right: tuple[int, ...] = ()
    note: str = field(default="", compare=False)
    seen: list[int] = field(default_factory=list, compare=False)
    kind: ClassVar[str] = "pair"


class Own(Pair):
    """No fields of its own."""


class More(Pair):
    more: int = 3

    def __post_init__(self):
        object.__setattr__(self, "more", self.more + 1)


def test_fields_come_in_order_or_by_name():
    assert Pair(1, (2,)) == Pair(right=(2,), left=1) == Pair(1, right=(2,))
    assert [f.name for f in dataclasses.fields(Pair(1))] == ["left", "right", "note", "seen"]
    assert Pair(1).seen is not Pair(1).seen
    assert repr(Pair(1, note="x")) == "Pair(left=1, right=(), note='x', seen=[])"


def test_class_and_compared_fields_tell_them_apart():
    assert Pair(1, note="a") == Pair(1, note="b")
    assert hash(Pair(1, note="a")) == hash(Pair(1, note="b"))
    assert Pair(1) != Pair(2)
    assert Pair(1) != Own(1)
    assert len({Pair(1), Pair(1), Own(1), Pair(1, (1,))}) == 3


def test_a_class_below_has_more_fields_and_may_change_them_once():
    assert More(1).more == 4
    assert More(1, more=5) == More(1, (), "", [], 5)
    assert More(1) != More(1, more=5)
    assert Pair.kind == More.kind == "pair"


def test_copies_and_replacements():
    first = Pair(1, (2, 3))
    assert copy.copy(first) == copy.deepcopy(first) == first
    assert dataclasses.replace(first, left=4) == Pair(4, (2, 3))
    assert hash(dataclasses.replace(first, left=4)) == hash(Pair(4, (2, 3)))


def test_nothing_is_set_or_deleted():
    with pytest.raises(FrozenInstanceError, match="left"):
        Pair(1).left = 2
    with pytest.raises(FrozenInstanceError, match="left"):
        del Pair(1).left


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (Pair, "needs the field 'left'"),
        (lambda: Pair(1, other=2), "no field 'other'"),
        (lambda: Pair(1, left=2), "got 'left' twice"),
        (lambda: Pair(1, (), "", [], 5), "has 4 fields at most"),
    ],
)
def test_wrong_arguments_are_named(make, what):
    with pytest.raises(TypeError, match=what):
        make()
