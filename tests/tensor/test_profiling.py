"""A profile counts what kernels do, times them, and changes nothing."""

import dataclasses
import json

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn, optim
from pellucid.core.errors import ArgumentError, FileError
from pellucid.tensor.seeing import profiling

ROWS, IN, OUT = 64, 32, 8
X = np.random.default_rng(0).standard_normal((ROWS, IN), dtype=np.float32)


def trained():
    """A layer, and a compiled step that updates it, its moments and the random key."""
    pel.manual_seed(3)
    layer = nn.Linear(IN, OUT)
    optimizer = optim.Adam(layer.parameters(), lr=0.1)

    @pel.compile
    def step(x):
        kept = pel.random.bernoulli(0.5, x.shape).astype(pel.float32)
        loss = (layer(x * kept) ** 2).mean()
        optimizer.minimize(loss)
        return loss

    return layer, step


def losses(*, profiled: bool) -> list[float]:
    layer, step = trained()
    found = []
    for _ in range(3):
        if profiled:
            pel.profile(step, X)
        found.append(step(X).item())
    return [*found, *layer.weight.numpy().ravel().tolist()]


@pytest.fixture(scope="module")
def found() -> profiling.Profile:
    return pel.profile(trained()[1], X)


def test_parameters_moments_and_the_random_key_stay_as_they_are():
    assert losses(profiled=True) == losses(profiled=False)


def test_arguments_stay_as_they_are_even_where_a_run_overwrites_them():
    count = pel.Parameter(np.zeros(4, np.float32))
    given = pel.Tensor(X.copy())

    def add(x):
        count.assign(count + x[0, :4])
        return count * 2.0

    pel.profile(add, given)
    assert count.tolist() == [0.0] * 4
    assert np.array_equal(given.numpy(), X)
    assert add(given).tolist() == (2 * X[0, :4]).tolist()


def test_every_kernel_of_a_step_is_timed(found):
    assert found.function.endswith("trained.<locals>.step")
    assert found.microseconds > 0
    assert found.total > 0
    assert len({kernel.name for kernel in found.kernels}) == len(found.kernels) > 2
    for kernel in found.kernels:
        assert kernel.microseconds > 0
        assert kernel.bytes > 0
        assert kernel.threads == found.threads == found.peak.threads
        assert kernel.limit in {"arithmetic", "memory"}
    assert any("test_profiling.py" in place for k in found.kernels for place in k.places())


@pytest.mark.parametrize(
    ("share", "limit", "words"),
    [
        (0.82, "memory", "82% of the peak (memory)"),
        (2.1, "memory", "210% of the peak (memory, from the caches)"),
        (0.9, "arithmetic", "90% of the peak (arithmetic)"),
    ],
)
def test_more_than_memory_gives_is_said_to_come_from_the_caches(found, share, limit, words):
    kernel = dataclasses.replace(found.kernels[0], share=share, limit=limit)
    assert kernel.reached == words


def test_a_product_counts_two_operations_for_each_of_its_terms():
    (kernel,) = pel.profile(lambda x, w: x @ w, X, X.T.copy()).kernels
    assert kernel.kind == "contract"
    assert kernel.operations == 2 * ROWS * IN * ROWS
    assert kernel.bytes == 4 * (2 * ROWS * IN + ROWS * ROWS)
    assert kernel.gflops == pytest.approx(kernel.operations / kernel.microseconds / 1e3)


def test_threads_come_from_the_settings_and_from_the_work():
    big = np.ones((128, 128), np.float32)
    with pel.using(threads=2):
        assert pel.profile(lambda x: x @ x, big).threads == 2
        assert pel.profile(lambda x: x + 1.0, X).threads == 1  # not worth a second one


def test_a_plain_method_and_options_can_be_profiled():
    layer = nn.Linear(IN, OUT)
    kernels = pel.profile(layer, X).kernels
    assert sum(k.operations for k in kernels) == 2 * ROWS * IN * OUT + ROWS * OUT
    assert pel.profile(lambda x, *, more: x + more, X, more=2.0).kernels


def test_a_function_that_computes_nothing_has_no_kernels():
    empty = pel.profile(lambda x: x * 2.0, np.ones((0, 3), np.float32))
    assert empty.kernels == ()
    assert "0 kernels" in repr(empty)


def test_it_prints_in_a_terminal_and_in_a_notebook(found):
    lines = repr(found).splitlines()
    assert len(lines) == 3 + len(found.kernels)
    assert all(word in lines[2] for word in ("kernel", "GFLOP/s", "of peak", "line"))
    page = found._repr_html_()
    assert page.count("<tr>") == 1 + len(found.kernels)
    assert "&lt;locals&gt;" in page
    assert "<locals>" not in page


def test_of_many_kernels_the_slowest_are_printed(found):
    one = found.kernels[0]
    times = [float(number) for number in range(profiling.SHOWN + 5)]
    many = tuple(dataclasses.replace(one, name=f"k{t:.0f}", in_turn=t) for t in times)
    long = dataclasses.replace(found, kernels=many)
    assert [k.name for k in long.shown()] == [f"k{n}" for n in range(5, len(times))]
    assert f"slowest {profiling.SHOWN}" in repr(long)


def test_a_trace_has_an_event_for_each_kernel_and_a_row_for_each_level(found, tmp_path):
    path = found.save(tmp_path / "trace.json")
    events = json.loads(path.read_text())["traceEvents"]
    kernels = [event for event in events if event["ph"] == "X"]
    assert [event["tid"] for event in kernels] == [kernel.level for kernel in found.kernels]
    assert [event["dur"] for event in kernels] == [kernel.in_turn for kernel in found.kernels]
    ends = [event["ts"] + event["dur"] for event in kernels]
    assert [event["ts"] for event in kernels] == pytest.approx([0.0, *ends[:-1]])
    names = [event["args"]["name"] for event in events if event["ph"] == "M"]
    assert names == [f"level {level}" for level in sorted({k.level for k in found.kernels})]


def test_a_trace_that_cannot_be_written_says_so(found, tmp_path):
    with pytest.raises(FileError, match="cannot be written"):
        found.save(tmp_path / "nowhere" / "trace.json")


def test_the_reference_backend_has_nothing_to_profile():
    with pel.using(backend="reference"), pytest.raises(ArgumentError, match="native"):
        pel.profile(lambda x: x + 1.0, X)
