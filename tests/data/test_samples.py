"""The table inside the package is the one its README describes."""

from importlib.resources import files

from pellucid.data import read_table


def test_the_penguins_are_whole():
    table = read_table(str(files("pellucid.data") / "samples" / "penguins.csv"))
    assert table.shape == (344, 8)
    assert sum(int(column.missing.sum()) for column in table) == 19
    assert sorted(table["species"].levels) == ["Adelie", "Chinstrap", "Gentoo"]
