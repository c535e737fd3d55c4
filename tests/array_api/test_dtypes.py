"""What a program can ask about dtypes and about the namespace."""

import array_api_strict as strict
import numpy as np
import pytest

import pellucid as pel
from pellucid.core.dtypes import DTYPES

KINDS = {
    "bool": ("bool",),
    "signed integer": ("int8", "int16", "int32", "int64"),
    "unsigned integer": ("uint8", "uint16", "uint32", "uint64"),
    "real floating": ("float32", "float64"),
    "complex floating": ("complex64", "complex128"),
}
KINDS["integral"] = KINDS["signed integer"] + KINDS["unsigned integer"]
KINDS["numeric"] = KINDS["integral"] + KINDS["real floating"] + KINDS["complex floating"]


def test_limits_of_floats(laws):
    for name in laws.INEXACT:
        found, wanted = pel.finfo(getattr(pel, name)), np.finfo(name)
        assert found.bits == wanted.bits
        for limit in ("eps", "max", "min", "smallest_normal"):
            assert type(getattr(found, limit)) is float
            assert getattr(found, limit) == float(getattr(wanted, limit))
        assert str(found.dtype) == wanted.dtype.name
        assert pel.finfo(pel.ones(1, dtype=name)) == found
    assert pel.finfo("bfloat16").eps == 2.0**-7
    with pytest.raises(TypeError):
        pel.finfo(pel.int8)


def test_limits_of_integers(laws):
    for name in laws.INTEGERS:
        found, wanted = pel.iinfo(getattr(pel, name)), np.iinfo(name)
        assert (found.bits, found.min, found.max) == (wanted.bits, wanted.min, wanted.max)
        assert str(found.dtype) == name
        assert pel.iinfo(pel.ones(1, dtype=name)) == found
    with pytest.raises(TypeError):
        pel.iinfo(pel.float32)


def test_kinds(laws):
    for name in laws.ALL:
        dtype = getattr(pel, name)
        for kind, members in KINDS.items():
            assert pel.isdtype(dtype, kind) is (name in members)
            assert pel.isdtype(dtype, (kind, dtype)) is True
        assert pel.isdtype(dtype, dtype)
        assert pel.isdtype(np.dtype(name), dtype)  # scikit-learn asks for NumPy's too
    with pytest.raises(ValueError, match="no kind"):
        pel.isdtype(pel.int8, "integer")
    with pytest.raises(TypeError):
        pel.isdtype("int8", "integral")


def test_promotion_is_that_of_the_standard(laws):
    for a in laws.ALL:
        for b in laws.ALL:
            try:
                wanted = strict.result_type(getattr(strict, a), getattr(strict, b))
            except TypeError:
                continue
            ours = getattr(pel, a), getattr(pel, b)
            assert pel.result_type(*ours) == getattr(pel, str(wanted).rpartition(".")[2])
            assert pel.result_type(pel.ones(1, dtype=a), ours[1]) == pel.result_type(*ours)


def test_promotion_with_numbers():
    assert pel.result_type(pel.int8, 1) == pel.int8
    assert pel.result_type(1.5, pel.float64, 2) == pel.float64
    assert pel.result_type(pel.float32, 1j) == pel.complex64
    assert pel.result_type(1, 1.5) == pel.float32
    with pytest.raises(TypeError):
        pel.result_type(pel.int64, pel.uint64)
    with pytest.raises(ValueError, match="needs"):
        pel.result_type()


def test_casts_by_the_rules_of_promotion(laws):
    for a in laws.ALL:
        for b in laws.ALL:
            same_kind = any({a, b} <= set(KINDS[kind]) for kind in KINDS if kind != "numeric")
            if same_kind and strict.can_cast(getattr(strict, a), getattr(strict, b)):
                assert pel.can_cast(getattr(pel, a), getattr(pel, b)) is True
                assert pel.can_cast(pel.ones(1, dtype=a), getattr(pel, b)) is True
    assert pel.can_cast(pel.float64, pel.float32) is False
    assert pel.can_cast(pel.int64, pel.uint64) is False
    assert pel.can_cast(pel.complex64, pel.float64) is False


def test_what_the_namespace_says_of_itself():
    info = pel.__array_namespace_info__()
    assert pel.__array_api_version__ == "2025.12"
    assert info.capabilities()["boolean indexing"] is True
    assert info.capabilities()["data-dependent shapes"] is True
    assert info.capabilities()["max dimensions"] > 0
    assert info.default_device() in info.devices()
    for kind, value in {"real floating": 1.0, "complex floating": 1j, "integral": 1}.items():
        assert info.default_dtypes(device="cpu")[kind] == pel.asarray(value).dtype
    assert info.default_dtypes()["indexing"] == pel.argmax(pel.ones(3)).dtype
    for kind, members in KINDS.items():
        assert set(info.dtypes(kind=kind)) == set(members)
    assert set(info.dtypes()) == set(DTYPES) - {"bfloat16"}
    assert set(info.dtypes(kind=("bool", "real floating"))) == {"bool", "float32", "float64"}


def test_an_array_names_its_namespace():
    x = pel.ones(3)
    assert x.__array_namespace__() is pel
    assert x.__array_namespace__(api_version="2023.12") is pel
    with pytest.raises(ValueError, match="no version"):
        x.__array_namespace__(api_version="1999.01")


def test_a_cast_to_the_same_dtype_without_a_copy_is_the_array_itself():
    x = pel.asarray([1.0, 2.0])
    assert pel.astype(x, "float32", copy=False) is x
    assert pel.astype(x, "float32") is not x
    assert pel.astype(x, "float64", copy=False).dtype == pel.float64
