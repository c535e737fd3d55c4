"""What a network holds and does, as pictures and as a page."""

import re

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn, optim, train, zoo
from pellucid.cli.app import run
from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.report import networks, pictures

SOURCE = np.random.default_rng(0)
X = SOURCE.normal(size=(8, 1, 8, 8)).astype(np.float32)
Y = np.arange(8) % 3


def network():
    pel.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Residual(nn.Conv2d(4, 4, 3, padding=1)), nn.ReLU(),
        nn.Flatten(), nn.Linear(144, 3),
    )  # fmt: skip


def test_tiles_stand_side_by_side_from_dark_to_bright():
    sheet = pictures.tiled(np.arange(18.0).reshape(2, 3, 3), 2)
    assert sheet.shape == (5, 9)
    assert (sheet[0] == 64).all()
    assert sheet[1, 1] == sheet[1, 5] == 0
    assert sheet[3, 3] == sheet[3, 7] == 255
    alike = pictures.tiled(np.arange(18.0).reshape(2, 3, 3), 2, each=False)
    assert alike[3, 3] < alike[1, 5]
    with pytest.raises(ShapeError):
        pictures.tiled(np.zeros((2, 4, 3, 3)))


def test_weights_activations_and_reconstructions_are_pictures():
    net = network()
    assert pictures.weights_picture(net[0].weight, zoom=2).shape == (18, 18)
    found = pictures.activation_pictures(net, X[0])
    assert list(found) == ["0", "1", "2.body", "3"]
    assert found["0"].shape == (15, 15)
    coder = zoo.Autoencoder(64, 5)
    sheet = pictures.reconstructions_picture(coder, X[:4].reshape(4, 64), (8, 8))
    assert sheet.shape == (19, 37)
    with pytest.raises(ShapeError):
        pictures.weights_picture(nn.Linear(16, 3).weight)


def test_saliency_is_the_gradient_and_guided_leaves_out_what_speaks_against():
    net = network()
    x = pel.asarray(X)
    wanted = pel.grad(lambda z: net(z)[:, 1].sum())(x).numpy()
    np.testing.assert_allclose(pictures.saliency(net, X, 1), wanted, atol=1e-5)
    dense = nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 2))
    w, b, v = (p.numpy() for p in (dense[0].weight, dense[0].bias, dense[2].weight))
    rows = SOURCE.normal(size=(6, 3)).astype(np.float32)
    on = rows @ w.T + b > 0
    guided = (on * np.maximum(v[0], 0)) @ w
    np.testing.assert_allclose(pictures.saliency(dense, rows, 0, guided=True), guided, atol=1e-5)
    best = dense(rows).numpy().argmax(1)
    np.testing.assert_allclose(pictures.saliency(dense, rows), (on * v[best]) @ w, atol=1e-5)


def test_the_best_stimulus_beats_every_picture():
    net = network()
    score = lambda x: net(x)[:, 2]  # noqa: E731
    norm = float(np.linalg.norm(X[0]))
    found = pictures.optimal_stimulus(score, (1, 8, 8), steps=60, norm=norm)
    assert np.linalg.norm(found) == pytest.approx(norm, rel=1e-4)
    assert score(pel.asarray(found[None])).item() > 2 * score(pel.asarray(X)).numpy().max()
    dream = pictures.optimal_stimulus(score, (1, 8, 8), steps=5, rate=0.01, start=X[0])
    assert np.abs(dream - X[0]).max() < 0.5
    with pytest.raises(ArgumentError):
        pictures.optimal_stimulus(score, (1, 8, 8), steps=0)


def test_a_drawing_shows_what_skips_a_layer():
    layers = networks.layers_of(network(), X)
    assert [x.sources for x in layers] == [(-1,), (0,), (1,), (1, 2), (3,), (4,)]
    assert layers[0].output == "(8, 4, 6, 6)"
    text = networks.drawing(network(), X)
    assert text.count("<rect") == 7
    assert text.count("<path") == 7


def test_curves_leave_out_what_is_no_number():
    text = networks.curves({"a": [1.0, float("nan"), 3.0], "b": []})
    assert text.count("polyline") == 1
    assert text.count(",") == 2


def test_a_page_is_whole_and_offline(tmp_path):
    net = network()
    history = train.fit(
        net, optim.Adam(net.parameters()), nn.cross_entropy, (X, Y), epochs=2, progress=False
    )
    page = networks.network_page(
        tmp_path / "n.html", net, (X, Y), loss=nn.cross_entropy, histories={"run": history},
        title="<a network>",
    )  # fmt: skip
    text = page.read_text(encoding="utf-8")
    assert "&lt;a network&gt;" in text
    assert text.count("data:image/png;base64,") == 3 + 4
    assert text.count("<figure>") == 7 + 1 + 6 + 6
    assert not re.search(r'(?:src|href)="http', text)


def test_the_commands_write_pages(tmp_path, capsys):
    np.savez(tmp_path / "d.npz", x=X, y=Y, test_x=X, test_y=Y)
    (tmp_path / "e.toml").write_text(
        f'title = "e"\n[data]\nname = "arrays"\nsource = "{tmp_path / "d.npz"}"\n'
        '[[model.layers]]\ntype = "Flatten"\n[[model.layers]]\ntype = "Linear"\n'
        'in_features = 64\nout_features = 3\n[optimizer]\nname = "SGD"\nlr = 0.1\n'
    )
    file, runs = str(tmp_path / "e.toml"), str(tmp_path / "runs")
    for rate in ("0.1", "0.2"):
        assert run(["train", file, "--runs", runs, "-q", "--set", f"optimizer.lr={rate}"]) == 0
    one = tmp_path / "runs" / "e,optimizer.lr=0.1"
    assert one.is_dir()
    assert run(["look", file, str(one), "--out", str(tmp_path / "look.html")]) == 0
    assert run(["runs", runs, "--out", str(tmp_path / "runs.html")]) == 0
    assert "e,optimizer.lr=0.2" in (tmp_path / "runs.html").read_text(encoding="utf-8")
    assert "Layers" in (tmp_path / "look.html").read_text(encoding="utf-8")
    assert run(["look", file, runs]) == 2
    assert "train it first" in capsys.readouterr().err
