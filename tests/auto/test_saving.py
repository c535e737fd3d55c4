"""A saved model is the model; a damaged, foreign or hostile folder gets one clear sentence."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

import pellucid as pel
from pellucid.auto import Predictor
from pellucid.auto.answering import saving
from pellucid.core.errors import FileError, StateError
from pellucid.formats.safetensors import load_arrays, save_arrays

pytestmark = pytest.mark.usefixtures("brief_reports")

FILES = {
    "model.safetensors", "model.json", "report.html", "README.md", "run.toml", "sample.json",
}  # fmt: skip


def rows() -> dict[str, list]:
    return {
        "x": [i % 11 + 0.5 for i in range(80)],
        "kind": [["a", "b", None][i % 3] for i in range(80)],
        "y": ["low" if i % 11 < 5 else "high" for i in range(80)],
    }


@pytest.fixture(scope="module")
def model(brief_reports) -> Predictor:
    how = {"epochs": 8, "time": 600, "quality": "quick", "progress": False}
    return pel.fit(rows(), target="y", **how)


@pytest.fixture
def folder(model, tmp_path) -> Path:
    return model.save(tmp_path / "toy.pellucid")


def test_what_is_loaded_is_what_was_saved(model, folder):
    loaded = pel.load(folder)
    assert str(loaded) == str(model)
    assert loaded.schema == model.schema
    assert np.array_equal(loaded.predict_proba(rows()), model.predict_proba(rows()))


def test_a_model_of_numbers_comes_back_too(tmp_path):
    data = rows() | {"y": [3.0 * (i % 11) + 0.1 for i in range(80)]}
    how = {"epochs": 8, "quality": "quick", "progress": False}
    model = pel.fit(data, target="y", out=tmp_path / "m", **how)
    assert np.array_equal(pel.load(tmp_path / "m").predict(data), model.predict(data))


def test_the_folder_holds_weights_description_report_card_run_and_sample_and_nothing_else(folder):
    assert {entry.name for entry in folder.iterdir()} == FILES
    assert {entry.name for entry in folder.parent.iterdir()} == {folder.name}
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert card.startswith("---\nlibrary_name: pellucid\n")


def test_a_loaded_model_saves_itself_alike(folder, tmp_path):
    again = pel.load(folder).save(tmp_path / "again")
    for name in FILES:
        assert (again / name).read_bytes() == (folder / name).read_bytes()


def test_the_report_of_a_loaded_model_is_its_page(folder, tmp_path):
    page = pel.load(folder).report(tmp_path / "page.html")
    assert page.read_bytes() == (folder / "report.html").read_bytes()
    (folder / "report.html").unlink()
    with pytest.raises(StateError, match="no report"):
        pel.load(folder).report(tmp_path / "page.html")


def test_an_older_model_is_replaced(model, folder):
    (folder / "stray").write_text("x")
    model.save(folder)
    assert {entry.name for entry in folder.iterdir()} == FILES
    assert {entry.name for entry in folder.parent.iterdir()} == {folder.name}


def test_an_empty_folder_is_filled(model, tmp_path):
    (tmp_path / "empty").mkdir()
    assert str(pel.load(model.save(tmp_path / "empty"))) == str(model)


def test_a_folder_with_something_else_is_left_alone(model, tmp_path):
    (tmp_path / "model.json").write_text('{"format": "other", "version": 1}')
    with pytest.raises(FileError, match="something else than a model"):
        model.save(tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["model.json"]


@pytest.mark.parametrize("step", ["save_arrays", "write_atomically", "take_place", "checksum"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_while_saving_leaves_the_old_model(model, folder, monkeypatch, step, error):
    before = {name: (folder / name).read_bytes() for name in FILES}

    def fail(*arguments):
        raise error

    monkeypatch.setattr(saving, step, fail)
    with pytest.raises((FileError, KeyboardInterrupt)):
        model.save(folder)
    assert {name: (folder / name).read_bytes() for name in FILES} == before
    assert {entry.name for entry in folder.parent.iterdir()} == {folder.name}


def test_a_failure_while_the_new_folder_takes_its_place_puts_the_old_one_back(
    model, folder, monkeypatch
):
    rename, calls = Path.rename, []

    def second_fails(self, target):
        calls.append(self)
        if len(calls) == 2:
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", second_fails)
    with pytest.raises(FileError, match="Input/output error"):
        model.save(folder)
    assert str(pel.load(folder)) == str(model)
    assert {entry.name for entry in folder.parent.iterdir()} == {folder.name}


def test_what_is_not_there_is_said_so(tmp_path):
    with pytest.raises(FileError, match="there is no model"):
        pel.load(tmp_path / "nothing")
    with pytest.raises(FileError, match="is not a saved model"):
        pel.load(tmp_path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(FileError, match="not a safetensors file"):
        pel.load(tmp_path / "file")
    with pytest.raises(FileError, match="a model is a folder"):
        pel.auto.load_model(tmp_path / "file")


def edited(folder: Path, change) -> None:
    file = folder / "model.json"
    described = json.loads(file.read_text(encoding="utf-8"))
    change(described)
    file.write_text(json.dumps(described), encoding="utf-8")


def put(path: str, value):
    """A change of one value of a description."""

    def change(described):
        *names, last = [int(n) if n.isdigit() else n for n in path.split("/")]
        for name in names:
            described = described[name]
        described[last] = value

    return change


TAMPERED = [
    put("network/inputs", 7),
    put("network/inputs", -1),
    put("network/inputs", 10**18),
    put("network/outputs", 3),
    put("network/activation", "mish"),
    put("network/activation", "os.system"),
    put("network/recipe", "pickle.loads"),
    put("network", []),
    put("schema/task", "regression"),
    put("schema/task", "dream"),
    put("schema/classes", ["low"]),
    put("schema/columns", "none"),
    put("schema/columns/0/name", 3),
    put("target/classes", ["a", "b"]),
    put("target/mean", "x"),
    put("calibration/temperature", 0.0),
    put("calibration/temperature", None),
    put("calibration/floor", 2.0),
    put("encoder", {}),
    put("encoder/codes", []),
    put("encoder/codes", [{"kind": "__import__"}]),
    put("encoder/medians", [0.0]),
    put("encoder/scales", ["a"]),
    put("summary", None),
    put("weights", "0" * 64),
]


@pytest.mark.parametrize("change", TAMPERED, ids=range(len(TAMPERED)))
def test_a_description_that_was_changed_is_refused(folder, change):
    edited(folder, change)
    with pytest.raises(FileError, match="is damaged"):
        pel.load(folder)


def test_an_unknown_format_or_a_newer_version_is_said_so(folder):
    edited(folder, put("version", 99))
    with pytest.raises(FileError, match="newer version of Pellucid"):
        pel.load(folder)
    edited(folder, put("format", "keras"))
    with pytest.raises(FileError, match="is not a saved model"):
        pel.load(folder)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"null", b"[" * 100_000])
def test_a_description_that_is_no_json_is_refused(folder, content):
    (folder / "model.json").write_bytes(content)
    with pytest.raises(FileError, match="is not a saved model"):
        pel.load(folder)


@pytest.mark.parametrize("size", [0, 7, 200, -1])
def test_weights_that_are_cut_short_are_refused(folder, size):
    file = folder / "model.safetensors"
    file.write_bytes(file.read_bytes()[:size])
    with pytest.raises(FileError, match="is damaged"):
        pel.load(folder)


def test_weights_that_are_missing_are_refused(folder):
    (folder / "model.safetensors").unlink()
    with pytest.raises(FileError, match="safetensors is missing"):
        pel.load(folder)


@pytest.mark.parametrize(
    "change",
    [
        lambda a: a | {"scale": a["scale"][:-1]},
        lambda a: a | {"scale": a["scale"] * np.float32(np.nan)},
        lambda a: a | {"scale": a["scale"].astype(np.float64)},
        lambda a: a | {"more": a["scale"]},
        lambda a: {name: value for name, value in a.items() if name != "scale"},
    ],
)
def test_weights_that_do_not_fit_are_refused_even_with_their_own_checksum(folder, change):
    file = folder / "model.safetensors"
    save_arrays(file, change(load_arrays(file)[0]))
    edited(folder, put("weights", saving.checksum(file)))
    with pytest.raises(FileError, match="is damaged"):
        pel.load(folder)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_said_so(model, tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(FileError, match="cannot be written"):
        model.save(tmp_path / "m")
    tmp_path.chmod(0o700)
