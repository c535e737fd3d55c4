"""Pictures learned from a folder: small ones, so that it is quick."""

import json
import warnings

import numpy as np
import pytest
from PIL import Image

import pellucid as pel
from pellucid.auto.pictures.mirrors import sensible_mirrors
from pellucid.auto.pictures.network import Form, PictureNet, Whitening
from pellucid.auto.pictures.sources import picture_sources
from pellucid.core.errors import DataError, FileError


def striped(random, kind):
    """A picture of 12 x 12 with stripes up or across, at a random place."""
    values = random.integers(0, 60, (12, 12))
    place = random.integers(0, 3)
    if kind == "up":
        values[:, place::4] += 180
    else:
        values[place::4] += 180
    return values.astype(np.uint8)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root, random = tmp_path_factory.mktemp("stripes"), np.random.default_rng(0)
    for kind in ("up", "across"):
        (root / kind).mkdir()
        for i in range(60):
            Image.fromarray(striped(random, kind)).save(root / kind / f"{i}.png")
    (root / "up" / "broken.png").write_bytes(b"nothing")
    return root


@pytest.fixture(scope="module")
def model(folder):
    return pel.fit(folder, epochs=12, time="5m", progress=False)


def test_stripes_are_told_apart(model):
    assert model.summary.score >= 0.9
    assert model.task == "binary"
    assert list(model.classes_) == ["across", "up"]
    assert "Predicting class: accuracy" in str(model)


def test_one_picture_is_answered_in_every_form(model, folder):
    path = folder / "up" / "0.png"
    picture = Image.open(path)
    answers = [model.predict(x) for x in (path, str(path), picture, np.asarray(picture))]
    assert len({answer.prediction for answer in answers}) == 1
    assert sum(answers[0].probabilities.values()) == pytest.approx(1)
    assert model.predict_proba(path).shape == (1, 2)


def test_a_folder_is_answered_and_broken_files_are_named(model, folder):
    with pytest.warns(match="broken.png"):
        found = model.predict(folder / "up")
    assert len(found) == 60
    assert model.answers(folder / "across").names[0] == "0.png"


def test_saved_and_loaded_it_answers_the_same(model, folder, tmp_path):
    model.save(tmp_path / "model")
    again = pel.load(tmp_path / "model")
    path = folder / "across" / "3.png"
    assert again.predict(path) == model.predict(path)
    assert str(again) == str(model)
    again.report(tmp_path / "page.html")
    assert "What it saw" in (tmp_path / "page.html").read_text()
    description = json.loads((tmp_path / "model" / "model.json").read_text())
    assert description["kind"] == "pictures"


def test_a_description_that_does_not_fit_is_refused(model, tmp_path):
    model.save(tmp_path / "model")
    file = tmp_path / "model" / "model.json"
    text = file.read_text().replace('"classes": 2', '"classes": 3')
    file.write_text(text)
    with pytest.raises(FileError, match="damaged"):
        pel.load(tmp_path / "model")


def test_broken_files_are_in_the_report(model):
    assert any("broken.png" in warning.what for warning in model.findings.data.warnings)


def test_a_table_of_paths_gives_pictures_and_says_which_are_lost(folder, tmp_path):
    rows = [f"{folder}/{kind}/{i}.png,{kind}" for kind in ("up", "across") for i in range(20)]
    table = tmp_path / "labels.csv"
    table.write_text("\n".join(["file,kind", *rows, "up/none.png,up"]))
    found = picture_sources(table)  # the column of paths and the target are found
    assert found.target == "kind"
    assert len(found.paths) == 40
    assert any("do not exist" in note for note in found.notes)


def test_an_empty_folder_says_what_to_do(tmp_path):
    with pytest.raises(DataError, match="neither pictures nor"):
        pel.fit(tmp_path, progress=False)


def test_the_same_seed_gives_the_same_model_and_leaves_random_numbers_alone(folder):
    pel.manual_seed(3)
    expected = pel.random.normal(2).tolist()
    pel.manual_seed(3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        first, second = (
            pel.fit(folder, epochs=1, time="5m", progress=False).arrays() for _ in range(2)
        )
    assert pel.random.normal(2).tolist() == expected
    assert all((first[name] == second[name]).all() for name in first)


def test_whitened_patches_are_uncorrelated():
    random = np.random.default_rng(0)
    pictures = random.standard_normal((50, 1, 10, 10)).astype(np.float32).cumsum(3)
    layer = Whitening(1)
    layer.fit(pictures)
    found = pel.nn.functional.conv2d(pel.asarray(pictures), layer.filters).numpy()
    rows = found[:, :9].transpose(1, 0, 2, 3).reshape(9, -1)
    around = rows @ rows.T / rows.shape[1]
    assert np.abs(around - np.diag(np.diag(around))).max() < 0.02


def test_digits_are_not_mirrored_but_what_is_symmetric_is():
    random = np.random.default_rng(0)
    corner = np.zeros((200, 1, 12, 12), np.uint8)
    labels = np.arange(200) % 2
    for i, label in enumerate(labels):
        corner[i, 0, :, : 4 if label else 12] = random.integers(150, 250)
        corner[i, 0, 8 if label else 0 :] += random.integers(0, 30, 12).astype(np.uint8)
    both = np.concatenate([corner, corner[..., ::-1]])
    assert -1 in sensible_mirrors(both, np.concatenate([labels, labels])).flips
    assert sensible_mirrors(both, np.repeat([0, 1], 200)).flips == ()


def test_the_mean_over_mirror_images_does_not_see_which_one_it_is_given():
    network = PictureNet(Form(1, 12, 12, 2, 8, (0.0,), (1.0,)))
    pictures = np.random.default_rng(0).integers(0, 255, (3, 1, 12, 12)).astype(np.uint8)
    network.whitening.fit(pictures / np.float32(255))
    one, other = (network.run(x, (-1,)) for x in (pictures, pictures[..., ::-1].copy()))
    assert np.allclose(one, other, atol=1e-5)


def test_its_report_opens_on_a_desktop_and_on_a_phone(model, opens_well):
    assert set(opens_well(model)) == {"desktop", "phone"}
