"""A compiled function seen through: every level is there, every kernel is reached from a line."""

import re

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn, optim
from pellucid.core.errors import ArgumentError, FileError
from pellucid.tensor.names import tensor_names


class Net(nn.Module):
    def __init__(self):
        self.conv, self.out = nn.Conv2d(1, 4, 3), nn.Linear(36, 3)

    def forward(self, x):
        x = nn.max_pool2d(self.conv(x), 2)
        return self.out(nn.relu(x.flatten(1)))


network = Net()
optimizer = optim.SGD(network.parameters(), lr=0.1, momentum=0.9)


@pel.compile
def step(images, labels):
    loss = nn.cross_entropy(network(images), labels)  # </script><b>&amp;
    optimizer.minimize(loss)
    return loss


IMAGES = np.random.default_rng(0).random((16, 1, 8, 8), dtype=np.float32)
LABELS = np.arange(16) % 3


@pytest.fixture(scope="module")
def sight():
    return pel.see(step, IMAGES, LABELS)


def test_seeing_changes_nothing(sight):
    before = {name: x.copy() for name, x in network.state_dict().items()}
    pel.see(step, IMAGES, LABELS)
    for name, x in network.state_dict().items():
        assert np.array_equal(before[name], x)


def test_every_kernel_is_there_on_every_level_and_comes_from_a_line(sight):
    assert len(sight.kernels) > 5
    for kernel in sight.kernels:
        assert kernel.lines
        assert f"@{kernel.name}(" in kernel.ir
        assert f"{kernel.name}:" in kernel.assembly
        assert kernel.loops.strip()
        assert kernel.reasons


def test_no_instruction_is_lost_between_the_kernels(sight):
    both = [k.assembly for k in sight.kernels]
    assert all("ret" in text for text in both)
    assert not any(re.search(r"^\s*\.(size|p2align|globl)", text, re.M) for text in both)


def test_the_lines_cover_the_whole_time(sight):
    """Everything was asked for on two lines of `step`: together they have all of the time."""
    of_step = [
        mark
        for (_, number), mark in sight.marks.items()
        if any(
            line.number == number and line.function == "step"
            for k in sight.kernels
            for line in k.lines
        )
    ]
    everything = {kernel.name for kernel in sight.kernels}
    assert set().union(*(mark.kernels for mark in of_step)) == everything
    assert max(mark.total for mark in of_step) <= sight.profile.total * 1.001


def test_a_line_of_the_network_has_its_gradient_apart(sight):
    marks = {number: mark for (_, number), mark in sight.marks.items()}
    conv = next(n for s in sight.sources for n, text in s.numbered() if "self.conv(x)" in text)
    assert marks[conv].microseconds > 0
    assert marks[conv].gradient > 0


def test_layers_have_their_part_of_the_time(sight):
    assert set(sight.layers) == {"Net", "Net.conv", "Net.out"}
    assert all(mark.gradient > 0 for mark in sight.layers.values())
    total = sum(mark.total for mark in sight.layers.values())
    assert 0 < total <= sight.profile.total * 1.001
    assert "layers of the network" in sight.page()


def test_values_have_the_names_the_user_gave(sight):
    names = {row.name for row in sight.graph}
    assert {"images", "labels", "network.conv.weight", "network.out.bias"} <= names
    assert "network.conv.weight.momentum_buffer" in names


def test_names_of_what_a_method_knows():
    assert tensor_names(network.forward)[id(network.out.weight)] == "self.out.weight"
    assert tensor_names(network)[id(network.out.weight)] == "self.out.weight"


def test_as_text(sight):
    text = str(sight)
    for part in ("source", "graph", "kernels", "memory", "self.conv(x)", "k0", " | for "):
        assert part in text
    assert "define" not in text
    one = str(sight["k0"])
    assert "LLVM IR" in one
    assert "assembly" in one
    with pytest.raises(ArgumentError, match="no kernel 'k999'"):
        sight["k999"]


def test_a_page_needs_nothing_but_itself_and_a_source_cannot_break_it(sight, tmp_path):
    text = sight.save(tmp_path / "page.html").read_text(encoding="utf-8")
    assert "&lt;/script&gt;&lt;b&gt;&amp;amp;" in text
    assert text.count("</script>") == 1
    assert not re.search(r"(src|href)=[\"'](?!#)|@import|url\(|fetch\(|http", text)
    assert len(text) < 3_000_000
    for kernel in sight.kernels:
        assert f'id="{kernel.name}"' in text
    tied = re.findall(r'class="line"[^>]*data-k="([^"]*)"', text)
    assert {name for names in tied for name in names.split()} == {k.name for k in sight.kernels}
    ids = re.findall(r'\bid="([^"]+)"', text)
    back = {key for keys in re.findall(r'data-l="([^"]*)"', text) for key in keys.split()}
    assert back <= set(ids)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)


def test_in_a_notebook_the_page_stands_in_a_frame(sight):
    text = sight._repr_html_()
    assert text.startswith("<iframe")
    assert "<script" not in text


def test_a_page_that_cannot_be_written(sight, tmp_path):
    with pytest.raises(FileError, match="cannot be written"):
        sight.save(tmp_path / "nowhere" / "page.html")


def test_a_long_level_is_cut_and_says_so(sight, monkeypatch):
    from pellucid.tensor.seeing import page

    monkeypatch.setitem(page.MOST_CHARACTERS, "ir", 2000)
    text = sight.page()
    assert re.search(r"\.\.\. and \d+ lines more: print\(sight\[.*k0.*\]\.ir\)", text)


def test_functions_that_are_not_compiled_and_take_options():
    w = pel.asarray([[1.0, 2.0], [3.0, 4.0]])
    found = pel.see(lambda x, scale: x @ w * scale, w, scale=2.0)
    assert {"x", "w", "scale"} <= {row.name for row in found.graph}


def test_there_are_no_kernels_on_the_reference_backend():
    with pel.using(backend="reference"), pytest.raises(ArgumentError, match="only native"):
        pel.see(lambda x: x + 1, IMAGES)
