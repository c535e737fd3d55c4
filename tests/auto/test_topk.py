"""The likeliest classes of a row."""

import numpy as np
import pytest

import pellucid as pel
from pellucid.core.errors import ArgumentError


def test_the_likeliest_classes_come_first():
    source = np.random.default_rng(0)
    kind = np.array(["a", "b", "c"])[np.arange(120) % 3]
    x = source.normal(size=120) + (kind == "a") * 4 - (kind == "b") * 4
    model = pel.fit(
        {"x": x, "kind": kind}, target="kind", time="5s", progress=False, quality="quick"
    )
    found = model.predict_topk({"x": [5.0, -5.0]}, k=2)
    assert [row[0][0] for row in found] == ["a", "b"]
    shares = model.predict_proba({"x": [5.0, -5.0]})
    for row, own in zip(found, shares, strict=True):
        assert [p for _, p in row] == pytest.approx(sorted(own)[::-1][:2])
    with pytest.raises(ArgumentError):
        model.predict_topk({"x": [1.0]}, k=0)
