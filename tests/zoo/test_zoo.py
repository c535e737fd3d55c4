"""The reference networks have the shapes they are known for, and their recipes train them."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn, train, zoo
from pellucid.core.errors import ArgumentError


def test_lenet_has_the_layers_and_sizes_of_the_plan():
    shapes = {name: value.shape for name, value in zoo.LeNet().state_dict().items()}
    assert shapes == {
        "conv1.weight": (20, 1, 5, 5), "conv1.bias": (20,),
        "conv2.weight": (50, 20, 5, 5), "conv2.bias": (50,),
        "fc1.weight": (500, 800), "fc1.bias": (500,),
        "fc2.weight": (10, 500), "fc2.bias": (10,),
    }  # fmt: skip
    assert sum(p.size for p in zoo.LeNet().parameters()) == 431_080


def test_lenet_computes_what_pytorch_computes():
    torch = pytest.importorskip("torch")
    F = torch.nn.functional
    pel.manual_seed(0)
    model = zoo.LeNet()
    w = {name: torch.tensor(value) for name, value in model.state_dict().items()}
    x = np.random.default_rng(0).normal(size=(3, 1, 28, 28)).astype(np.float32)
    y = F.max_pool2d(F.conv2d(torch.tensor(x), w["conv1.weight"], w["conv1.bias"]), 2)
    y = F.max_pool2d(F.conv2d(y, w["conv2.weight"], w["conv2.bias"]), 2)
    y = F.relu(F.linear(y.flatten(1), w["fc1.weight"], w["fc1.bias"]))
    y = F.linear(y, w["fc2.weight"], w["fc2.bias"])
    np.testing.assert_allclose(model(x).numpy(), y.numpy(), atol=1e-5)


def test_a_perceptron_has_its_sizes_activation_and_dropout():
    model = zoo.MLP([6, 5, 4, 3], activation=pel.tanh, dropout=0.5)
    assert [value.shape for value in model.state_dict().values()] == [
        (5, 6),
        (5,),
        (4, 5),
        (4,),
        (3, 4),
        (3,),
    ]
    x = np.ones((7, 2, 3), np.float32)
    assert model(x).shape == (7, 3)
    model.eval()
    assert model(x).tolist() == model(x.reshape(7, 6)).tolist()
    layers = [*model.hidden, model.out]
    by_hand = x.reshape(7, 6)
    for layer in layers[:-1]:
        by_hand = np.tanh(by_hand @ layer.weight.numpy().T + layer.bias.numpy())
    by_hand = by_hand @ layers[-1].weight.numpy().T + layers[-1].bias.numpy()
    np.testing.assert_allclose(model(x).numpy(), by_hand, atol=1e-5)


def test_a_perceptron_without_outputs_is_refused():
    with pytest.raises(ArgumentError, match="at least an input and an output"):
        zoo.MLP([3])


def test_the_recipe_of_the_perceptron_trains_it():
    random = np.random.default_rng(0)
    x = random.normal(size=(512, 6))
    y = (x[:, 0] > x[:, 1]).astype(np.int64)
    pel.manual_seed(0)
    model = zoo.MLP([6, 32, 2])
    recipe = zoo.mlp_recipe(model, n_rows=len(x), epochs=15, batch_size=32)
    train.fit(
        model, recipe.optimizer, recipe.loss, (x, y), epochs=recipe.epochs,
        batch_size=recipe.batch_size, schedule=recipe.schedule, progress=False,
    )  # fmt: skip
    assert (
        train.evaluate(model, nn.cross_entropy, (x, y), metrics=[train.accuracy])["accuracy"] > 0.95
    )


def test_the_recipe_of_lenet_lowers_its_loss():
    random = np.random.default_rng(0)
    y = random.integers(0, 10, 64)
    x = random.normal(size=(64, 1, 28, 28)) * 0.3
    x[np.arange(64), 0, y * 2] += 2
    pel.manual_seed(0)
    model = zoo.LeNet()
    recipe = zoo.lenet_recipe(model, n_rows=64, epochs=8)
    history = train.fit(
        model,
        recipe.optimizer,
        recipe.loss,
        (x, y),
        epochs=8,
        batch_size=16,
        schedule=recipe.schedule,
        progress=False,
    )
    assert history[-1]["loss"] < 0.5 * history[0]["loss"]


def counted(model):
    """How many numbers are learned."""
    return sum(p.size for p in model.parameters() if p.requires_grad)


@pytest.mark.parametrize(
    ("make", "parameters"),
    [
        (zoo.LeNet5, 60_000), (zoo.AlexNet, 60_965_224), (zoo.CaffeNet, 60_965_224),
        (zoo.VGG, 138_357_544), (zoo.GoogLeNet, 6_998_552), (zoo.ResNet, 11_689_512),
        (lambda: zoo.ResNet(50), 25_557_032), (zoo.MobileNet, 4_231_976),
        (lambda: zoo.SmallResNet(20), 269_722), (lambda: zoo.SmallResNet(56), 853_018),
        (zoo.CifarQuick, 145_578), (zoo.AllCNN, 1_369_738),
    ],
)  # fmt: skip
def test_a_published_network_has_its_parameters(make, parameters):
    assert counted(make()) == parameters


def test_every_digit_has_a_code_of_its_own():
    from pellucid.zoo.lenet5 import codes

    found = codes()
    assert found.shape == (10, 84)
    assert len(np.unique(found, axis=0)) == 10


@pytest.mark.parametrize(
    ("make", "size"),
    [
        (zoo.LeNet5, (2, 1, 32, 32)), (lambda: zoo.SmallResNet(8), (3, 3, 32, 32)),
        (lambda: zoo.MobileNet(10, 0.25), (2, 3, 64, 64)),
        (lambda: zoo.ResNet(18, 10), (2, 3, 64, 64)),
    ],
)  # fmt: skip
def test_a_network_takes_a_step_downhill(make, size):
    pel.manual_seed(0)
    model, random = make(), np.random.default_rng(0)
    x = random.standard_normal(size, dtype=np.float32)
    labels = np.arange(size[0]) % 10
    optimizer = pel.optim.SGD(model.parameters(), lr=0.002)

    @pel.compile
    def step(x, labels):
        loss = nn.cross_entropy(model(x), labels)
        optimizer.minimize(loss)
        return loss

    losses = [step(x, labels).item() for _ in range(4)]
    assert losses[-1] < losses[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "side"),
    [
        (zoo.AlexNet, 227), (zoo.CaffeNet, 227), (zoo.GoogLeNet, 224), (zoo.VGG, 224),
        (zoo.ResNet, 224), (lambda: zoo.ResNet(50), 224), (zoo.MobileNet, 224),
    ],
)  # fmt: skip
def test_a_large_network_takes_a_step_downhill(make, side):
    test_a_network_takes_a_step_downhill(make, (2, 3, side, side))


def test_the_sizes_inside_alexnet_are_the_published_ones():
    model = zoo.AlexNet()
    text = str(model.summary(np.zeros((1, 3, 227, 227), np.float32)))
    for shape in ("96, 55, 55", "256, 27, 27", "384, 13, 13", "256, 13, 13", "256, 6, 6"):
        assert shape in text


def test_a_checkpoint_of_another_resnet_fits():
    """The names of torchvision's parameters, as its documentation lists them."""
    names = [name for name, _ in zoo.ResNet(50).named_parameters()]
    assert names[:3] == ["conv1.weight", "bn1.weight", "bn1.bias"]
    assert "layer1.0.downsample.0.weight" in names
    assert "layer4.2.conv3.weight" in names
