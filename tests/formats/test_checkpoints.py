"""`pel.save` and `pel.load`: checkpoints as in PyTorch, and files that are refused."""

import io
import zipfile
from collections import OrderedDict

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn, optim
from pellucid.core.errors import ArgumentError, FileError
from pellucid.formats import load_arrays
from pellucid.optim.lr_scheduler import CosineAnnealingLR

X = np.random.default_rng(0).standard_normal((16, 4)).astype(np.float32)
Y = X.sum(1, keepdims=True)
OPTIMIZERS = {
    "SGD": {"lr": 0.05, "momentum": 0.9, "nesterov": True},
    "Adam": {"lr": 0.05},
    "AdamW": {"lr": 0.05, "amsgrad": True},
    "RMSprop": {"lr": 0.01, "momentum": 0.5, "centered": True},
    "Adagrad": {"lr": 0.05},
    "NAdam": {"lr": 0.02},
}


def parts(kind):
    net = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Dropout(0.2), nn.Linear(8, 1))
    optimizer = getattr(optim, kind)(net.parameters(), **OPTIMIZERS[kind])
    return net, optimizer, CosineAnnealingLR(optimizer, 10)


def trained(net, optimizer, schedule, steps):
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(net(X), Y)
        loss.backward()
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
    return losses


@pytest.mark.parametrize("kind", sorted(OPTIMIZERS))
def test_training_goes_on_exactly(kind, tmp_path):
    pel.manual_seed(0)
    net, optimizer, schedule = parts(kind)
    trained(net, optimizer, schedule, 3)
    pel.save(
        {"model": net.state_dict(), "optimizer": optimizer.state_dict(),
         "schedule": schedule.state_dict(), "epoch": 3}, tmp_path / "run.pt",
    )  # fmt: skip
    pel.manual_seed(7)  # dropout draws the same in both runs
    wanted = trained(net, optimizer, schedule, 3)
    again, its_optimizer, its_schedule = parts(kind)
    checkpoint = pel.load(tmp_path / "run.pt", map_location="cpu", weights_only=True)
    again.load_state_dict(checkpoint["model"])
    its_optimizer.load_state_dict(checkpoint["optimizer"])
    its_schedule.load_state_dict(checkpoint["schedule"])
    assert checkpoint["epoch"] == 3
    pel.manual_seed(7)
    assert trained(again, its_optimizer, its_schedule, 3) == wanted
    for a, b in zip(net.parameters(), again.parameters(), strict=True):
        np.testing.assert_array_equal(a.numpy(), b.numpy())


def test_a_checkpoint_comes_back_as_it_was(tmp_path):
    tree = OrderedDict(
        a=pel.Tensor([1.0, 2.0]), b=[np.arange(3), {"c": None, 4: True}], d=(1, 2.5, "text", -0.0),
        e=pel.Tensor(3), f=pel.Tensor([1.5], pel.bfloat16), empty=pel.zeros((0, 2)),
    )  # fmt: skip
    pel.save(tree, tmp_path / "tree.anything")
    found = pel.load(tmp_path / "tree.anything")
    assert list(found) == list(tree)
    for name in ("a", "e", "f", "empty"):
        assert isinstance(found[name], pel.Tensor)
        assert (found[name].dtype, found[name].shape) == (tree[name].dtype, tree[name].shape)
        np.testing.assert_array_equal(found[name].numpy(), tree[name].numpy())
    assert found["b"][0].tolist() == [0, 1, 2]
    assert isinstance(found["b"][0], np.ndarray)
    assert (found["b"][1], found["d"]) == ({"c": None, 4: True}, (1, 2.5, "text", 0.0))


def test_one_tensor_and_a_flat_dict(tmp_path):
    pel.save(pel.Tensor([[1.0]]), tmp_path / "one")
    assert pel.load(tmp_path / "one").tolist() == [[1.0]]
    pel.save({"w": pel.Tensor([2.0])}, tmp_path / "flat.safetensors")
    assert isinstance(pel.load(tmp_path / "flat.safetensors")["w"], pel.Tensor)
    arrays, _ = load_arrays(tmp_path / "flat.safetensors")
    assert arrays["w"].tolist() == [2.0]


def test_what_is_not_made_of_values_is_refused(tmp_path):
    with pytest.raises(ArgumentError, match="tensors, arrays, numbers"):
        pel.save({"model": nn.Linear(2, 1)}, tmp_path / "model.pt")
    with pytest.raises(ArgumentError, match="keys of a state"):
        pel.save({(1, 2): 3}, tmp_path / "keys.pt")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ArgumentError, match="no device"):
        pel.load(tmp_path / "model.pt", map_location="cuda:0")


def pickled(name: str, first: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr(name, first)
    return archive.getvalue()


@pytest.mark.parametrize(
    "content",
    [pickled("model/data.pkl", b"\x80\x02."), b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19."],
)
def test_a_file_that_would_run_a_program_is_not_opened(content, tmp_path):
    (tmp_path / "model.pt").write_bytes(content)
    with pytest.raises(FileError, match=r"written by torch\.save.*(?s:.)*save_file\(torch\.load"):
        pel.load(tmp_path / "model.pt")
    (tmp_path / "other.zip").write_bytes(pickled("a.txt", b"a"))
    with pytest.raises(FileError, match="not a safetensors file"):
        pel.load(tmp_path / "other.zip")


def test_files_of_torch_itself_are_refused_and_converted_as_said(tmp_path):
    torch = pytest.importorskip("torch")
    for new in (True, False):
        torch.save({"w": torch.ones(2)}, tmp_path / "m.pt", _use_new_zipfile_serialization=new)
        with pytest.raises(FileError, match=r"written by torch\.save"):
            pel.load(tmp_path / "m.pt")
    safe = pytest.importorskip("safetensors.torch")
    safe.save_file(torch.load(tmp_path / "m.pt", weights_only=True), tmp_path / "m.safetensors")
    assert pel.load(tmp_path / "m.safetensors")["w"].tolist() == [1.0, 1.0]
