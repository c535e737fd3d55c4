"""Every function and method of the standard is there, with the signature that the standard prints.

`signatures.txt` lists them, one a line: `linalg.` and `fft.` for the extensions, `array.` for what
an array has, `info.` for what the namespace tells about itself.
"""

import ast
import inspect
from pathlib import Path

import pytest

import pellucid as pel

ROWS = Path(__file__).with_name("signatures.txt").read_text(encoding="utf-8").split("\n")[:-1]
CONSTANTS = {"e": 2.718281828459045, "pi": 3.141592653589793, "newaxis": None}
DTYPES = ("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
DTYPES += ("float32", "float64", "complex64", "complex128")
POSITIONAL, KEYWORD = inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD
VARIABLE = inspect.Parameter.VAR_POSITIONAL


def found(name):
    """What stands under a name of the list."""
    part, _, own = name.rpartition(".")
    owners = {
        "": pel,
        "linalg": pel.linalg,
        "fft": pel.fft,
        "array": pel.ones((2, 2)),
        "info": pel.__array_namespace_info__(),
    }
    return getattr(owners[part], own)


def written(parameters):
    """The parameters of a row: name, kind and default of each."""
    (function,) = ast.parse(f"def f({parameters}): pass").body
    given = function.args
    defaults = [None] * (len(given.posonlyargs + given.args) - len(given.defaults)) + given.defaults
    kinds = [POSITIONAL] * len(given.posonlyargs) + [KEYWORD] * len(given.args)
    rows = list(zip(given.posonlyargs + given.args, kinds, defaults, strict=True))
    if given.vararg:
        rows.append((given.vararg, VARIABLE, None))
    rows += [
        (x, inspect.Parameter.KEYWORD_ONLY, value)
        for x, value in zip(given.kwonlyargs, given.kw_defaults, strict=True)
    ]
    return [
        inspect.Parameter(
            x.arg, kind, default=ast.literal_eval(value) if value else inspect.Parameter.empty
        )
        for x, kind, value in rows
    ]


@pytest.mark.parametrize("row", [row for row in ROWS if "(" in row])
def test_a_signature_is_that_of_the_standard(row):
    name, _, parameters = row[:-1].partition("(")
    wanted = written(parameters)
    ours = list(inspect.signature(found(name)).parameters.values())
    by_name = {p.name: p for p in ours}
    in_place = [p for p in wanted if p.kind in {POSITIONAL, KEYWORD}]
    for place, p in enumerate(in_place):
        assert len(ours) > place, f"{p.name} is missing"
        own = ours[place]
        assert own.kind in {POSITIONAL, KEYWORD, inspect.Parameter.VAR_POSITIONAL}
        if p.kind is KEYWORD:
            assert (own.name, own.kind) == (p.name, KEYWORD)
    for p in wanted:
        if p.kind is inspect.Parameter.KEYWORD_ONLY:
            assert by_name[p.name].kind in {KEYWORD, inspect.Parameter.KEYWORD_ONLY}
            assert by_name[p.name].default == p.default
        if p.kind is inspect.Parameter.VAR_POSITIONAL:
            assert any(own.kind is inspect.Parameter.VAR_POSITIONAL for own in ours)
    extra = set(by_name) - {p.name for p in wanted} - {p.name for p in ours[: len(in_place)]}
    for own in extra:
        kind = by_name[own].kind
        optional = by_name[own].default is not inspect.Parameter.empty
        assert optional or kind in {
            inspect.Parameter.VAR_POSITIONAL,
            inspect.Parameter.VAR_KEYWORD,
        }, f"{own} is not in the standard and must be optional"


@pytest.mark.parametrize("row", [row for row in ROWS if "(" not in row])
def test_an_attribute_is_there(row):
    found(row)


def test_constants_and_dtypes():
    for name, value in CONSTANTS.items():
        assert getattr(pel, name) == value
    assert pel.inf == float("inf")
    assert pel.nan != pel.nan
    for name in DTYPES:
        assert str(getattr(pel, name)) == name


def test_functions_take_no_more_positions_than_the_standard():
    for row in ROWS:
        name, _, parameters = row[:-1].partition("(")
        if "(" in row and "*" not in parameters and "." not in name:
            wanted = len([p for p in parameters.split(", ") if p != "/"])
            with pytest.raises(TypeError):
                found(name)(*[pel.ones((2, 2))] * (wanted + 1))
