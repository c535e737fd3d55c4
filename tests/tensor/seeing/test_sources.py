"""The stretches of a file that lines stand in."""

from pellucid.core.provenance import Line
from pellucid.tensor.seeing.sources import sources_of

TEXT = """\
import pellucid

@decorated
def one(x):
    def two(y):
        return y

    return two(x)


z = one(1)
print(z)
"""


def spans(tmp_path, text, *numbers):
    file = tmp_path / "a.py"
    file.write_text(text)
    found = sources_of(Line(str(file), number, "f") for number in numbers)
    return [(source.first, source.first + len(source.lines) - 1) for source in found]


def test_a_function_is_whole_with_its_decorators(tmp_path):
    assert spans(tmp_path, TEXT, 8) == [(3, 8)]


def test_an_inner_function_stands_alone_unless_the_outer_is_there_too(tmp_path):
    assert spans(tmp_path, TEXT, 6) == [(5, 6)]
    assert spans(tmp_path, TEXT, 6, 8) == [(3, 8)]


def test_a_line_in_no_function_has_its_neighbours(tmp_path):
    assert spans(tmp_path, TEXT, 12) == [(10, 12)]


def test_what_is_not_quite_python_has_its_neighbours(tmp_path):
    assert spans(tmp_path, "%matplotlib inline\nx = 1\n", 2) == [(1, 2)]


def test_a_file_that_is_gone():
    (source,) = sources_of([Line("/nowhere/gone.py", 7, "f")])
    assert source.numbered() == [(5, "(its text is not to be had)")] or source.first <= 7
