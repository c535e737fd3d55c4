"""Mistakes that beginners make, each as the code they would write; and the page that shows
what each is told, `docs/mistakes.md`.

Run as a script it writes the page: `python tests/docs/mistakes.py`.
"""

import inspect
import re
import textwrap
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np

import pellucid as pel
from pellucid import data, nn, optim, train
from pellucid.nn.modules import doubts

PAGE = Path(__file__).parents[2] / "docs" / "mistakes.md"
HEAD = """\
# Typical mistakes, and what each is told

Every message below was printed by the code above it: `python tests/docs/mistakes.py` runs them all
and writes this page, and a test fails when the page and the messages part. A message says what was
asked and why it cannot be, what was given, the line of your own code, the layer of the network, and
what to do. A warning is for what can be computed but is hardly meant.

`x` and `images` are inputs, `labels` are class numbers; `pel`, `nn`, `optim`, `data` and `train`
are Pellucid and its parts, `np` is NumPy.
"""

MISTAKES: list[Callable[[], object]] = []
np_random = np.random.default_rng(0)
x = np_random.random((32, 20), dtype=np.float32)
images = np_random.random((8, 1, 28, 28), dtype=np.float32)
labels = np.arange(32) % 3


def mistake(function: Callable[[], object]) -> Callable[[], object]:
    """One of them: its docstring is the title, its body the code that is shown."""
    MISTAKES.append(function)
    return function


# Shapes of layers


@mistake
def wrong_feature_count():
    """A layer for another number of features"""
    net = nn.Sequential(nn.Linear(10, 16), nn.ReLU(), nn.Linear(16, 3))
    net(x)  # x is (32, 20)


@mistake
def wrong_inner_layer():
    """Two layers that do not fit each other"""
    net = nn.Sequential(nn.Linear(20, 16), nn.ReLU(), nn.Linear(8, 3))
    net(x)


@mistake
def forgot_to_flatten():
    """Pictures into a linear layer without flatten"""
    net = nn.Sequential(nn.Conv2d(1, 4, 5), nn.ReLU(), nn.Linear(4 * 24 * 24, 10))
    net(images)


@mistake
def flatten_everything():
    """Flatten that takes the batch along"""
    net = nn.Sequential(nn.Flatten(0), nn.Linear(784, 10))
    net(images)


@mistake
def wrong_channel_count():
    """Grey pictures into a layer for colour"""
    nn.Conv2d(3, 8, 3)(images)


@mistake
def channels_last():
    """Pictures with their channels last"""
    colour = np_random.random((8, 32, 32, 3), dtype=np.float32)
    nn.Conv2d(3, 8, 3)(colour)


@mistake
def no_channel_axis():
    """Pictures without an axis for channels"""
    nn.Conv2d(1, 8, 3)(images[:, 0])  # (8, 28, 28): eight channels of one picture


@mistake
def two_axes_for_a_convolution():
    """A table into a convolution"""
    nn.Conv2d(1, 8, 3)(x)


@mistake
def kernel_larger_than_picture():
    """A window larger than the picture"""
    small = np.zeros((8, 1, 4, 4), np.float32)
    nn.Conv2d(1, 8, 7)(small)


@mistake
def pooled_to_nothing():
    """Pooling until nothing is left"""
    net = nn.Sequential(*[nn.MaxPool2d(2) for _ in range(6)])
    net(images)


@mistake
def wrong_batch_norm():
    """Batch normalisation for another number of channels"""
    net = nn.Sequential(nn.Conv2d(1, 8, 3), nn.BatchNorm2d(16))
    net(images)


@mistake
def batch_norm_1d_on_pictures():
    """BatchNorm1d on pictures"""
    nn.BatchNorm1d(1)(images)


@mistake
def wrong_layer_norm():
    """Layer normalisation over another size"""
    nn.LayerNorm(16)(x)


@mistake
def embedding_of_floats():
    """Floats where an embedding wants word numbers"""
    nn.Embedding(100, 8)(x)


@mistake
def embedding_out_of_range():
    """A word number that the embedding does not have"""
    words = np.array([1, 5, 100])
    nn.Embedding(100, 8)(words)


# Losses and labels


@mistake
def softmax_before_cross_entropy():
    """Softmax before cross_entropy, which does its own"""
    net = nn.Sequential(nn.Linear(20, 3), nn.Softmax(dim=1))
    nn.cross_entropy(net(x), labels)


@mistake
def labels_out_of_range():
    """A label beyond the number of classes"""
    scores = nn.Linear(20, 2)(x)
    nn.cross_entropy(scores, labels)  # labels run to 2


@mistake
def labels_from_one():
    """Labels that count from 1"""
    scores = nn.Linear(20, 3)(x)
    nn.cross_entropy(scores, labels + 1)


@mistake
def float_labels():
    """Class numbers as floats"""
    scores = nn.Linear(20, 3)(x)
    nn.cross_entropy(scores, labels.astype(np.float32))


@mistake
def labels_in_a_column():
    """Labels of shape (N, 1) instead of (N,)"""
    scores = nn.Linear(20, 3)(x)
    nn.cross_entropy(scores, labels[:, None])


@mistake
def one_hot_labels_as_integers():
    """One-hot labels as whole numbers"""
    scores = nn.Linear(20, 3)(x)
    nn.cross_entropy(scores, np.eye(3, dtype=np.int64)[labels])


@mistake
def words_as_labels():
    """Words as labels"""
    scores = nn.Linear(20, 3)(x)
    nn.cross_entropy(scores, np.array(["cat", "dog", "cow"])[labels])


@mistake
def column_against_row():
    """A prediction (N, 1) against a target (N,)"""
    target = np.zeros(32, np.float32)
    nn.mse_loss(nn.Linear(20, 1)(x), target)


@mistake
def other_number_of_rows():
    """More targets than predictions"""
    scores = nn.Linear(20, 3)(x[:16])
    nn.cross_entropy(scores, labels)


@mistake
def scores_into_binary_cross_entropy():
    """Scores into binary_cross_entropy, which wants probabilities"""
    scores = nn.Linear(20, 1)(x)
    nn.binary_cross_entropy(scores, np.ones((32, 1), np.float32))


@mistake
def probabilities_into_nll_loss():
    """Probabilities into nll_loss, which wants their logarithms"""
    probabilities = nn.softmax(nn.Linear(20, 3)(x), dim=1)
    nn.nll_loss(probabilities, labels)


@mistake
def arguments_swapped():
    """Labels first, scores second"""
    scores = nn.Linear(20, 3)(x)
    nn.cross_entropy(labels, scores)


# Gradients and optimisers


@mistake
def backward_from_many():
    """backward() from a loss of many numbers"""
    loss = nn.mse_loss(nn.Linear(20, 1)(x), np.zeros((32, 1), np.float32), reduction="none")
    loss.backward()


@mistake
def step_before_backward():
    """optimizer.step() before loss.backward()"""
    net = nn.Linear(20, 3)
    optim.SGD(net.parameters(), lr=0.1).step()


@mistake
def loss_of_another_network():
    """A loss that does not depend on the optimiser's parameters"""
    net, other = nn.Linear(20, 3), nn.Linear(20, 3)
    optimizer = optim.SGD(net.parameters(), lr=0.1)
    optimizer.minimize(nn.cross_entropy(other(x), labels))


@mistake
def detached_loss():
    """A loss cut off from the graph by numpy()"""
    net = nn.Linear(20, 1)
    predicted = net(x).numpy()
    nn.mse_loss(pel.asarray(predicted), np.zeros((32, 1), np.float32)).backward()


@mistake
def no_parameters():
    """An optimiser without parameters: layers kept in a plain list"""

    class Net(nn.Module):
        def __init__(self):
            self.layers = [nn.Linear(20, 3)]  # nn.ModuleList would be found

    optim.SGD(Net().parameters(), lr=0.1)


@mistake
def parameters_used_up():
    """A generator of parameters that was read before"""
    parameters = nn.Linear(20, 3).parameters()
    print(len(list(parameters)), end="")
    optim.Adam(parameters)


@mistake
def negative_learning_rate():
    """A learning rate below 0"""
    optim.SGD(nn.Linear(20, 3).parameters(), lr=-0.1)


@mistake
def in_place_on_a_leaf():
    """Changing a parameter's array in place"""
    weight = nn.Linear(20, 3).weight
    weight.numpy()[0] = 0.0


@mistake
def gradient_of_integers():
    """A gradient of whole numbers"""
    pel.asarray([1, 2, 3]).requires_grad_().sum().backward()


@mistake
def retained_graph():
    """A loss kept across a compiled step, then differentiated"""
    w = pel.Parameter([1.0, 2.0])
    loss = (w * w).sum()
    print(loss, end="")
    pel.compile(lambda: w.assign(w * 0.9))()  # overwrites w in place
    loss.backward()
    w.grad.numpy()


# Inside a compiled function


@mistake
def if_on_a_value():
    """An `if` on a value inside a compiled function"""

    @pel.compile
    def double_positive(v):
        return v * 2 if v.sum() > 0 else v

    double_positive(x)


@mistake
def print_in_a_compiled_function():
    """float() of a loss inside a compiled function"""

    @pel.compile
    def step(v):
        loss = (v * v).mean()
        print("loss", float(loss))
        return loss

    step(x)


@mistake
def numpy_in_a_compiled_function():
    """NumPy's functions inside a compiled function"""
    pel.compile(lambda v: np.exp(v) * 2)(x)


@mistake
def leaked_from_a_compiled_function():
    """A value kept from inside a compiled function"""
    kept = []
    pel.compile(lambda v: kept.append(v * 2))(x)
    kept[0].numpy()


# Arrays and dtypes


@mistake
def shapes_do_not_multiply():
    """A matrix product of sizes that do not meet"""
    pel.asarray(x) @ pel.asarray(x)


@mistake
def shapes_do_not_add():
    """A sum of shapes that do not broadcast"""
    pel.asarray(x) + np.ones(32, np.float32)  # one number for each row: [:, None]


@mistake
def reshape_that_does_not_fit():
    """A reshape to another number of elements"""
    pel.asarray(x).reshape(32, 4, 4)


@mistake
def mask_as_index():
    """Rows chosen by a mask inside a compiled function"""
    pel.compile(lambda rows: rows[rows[:, 0] > 0.5])(x)


@mistake
def float_as_index():
    """A float as an index"""
    pel.asarray(x)[len(x) / 2]


@mistake
def signed_and_unsigned():
    """Dtypes that no common dtype holds"""
    pel.asarray([1, 2]) + pel.asarray([1, 2], dtype="uint64")


@mistake
def another_device():
    """Moving a network to a device that is not there"""
    nn.Linear(20, 3).to("cuda")


@mistake
def words_as_data():
    """Text where numbers are due"""
    pel.asarray(["1.5", "2.5"])


@mistake
def rows_of_two_lengths():
    """Rows of different lengths"""
    pel.asarray([[1.0, 2.0], [3.0]])


# Data and training


@mistake
def empty_batch():
    """An empty batch"""
    nn.cross_entropy(nn.Linear(20, 3)(x[:0]), labels[:0])


@mistake
def arrays_of_two_lengths():
    """Inputs and targets of different lengths"""
    data.batches(x, labels[:-1], batch_size=8)


@mistake
def iterator_as_data():
    """An iterator as training data"""
    net = nn.Linear(20, 3)
    train.fit(net, optim.SGD(net.parameters()), nn.cross_entropy, iter([(x, labels)]), epochs=2)


@mistake
def missing_values_in_the_data():
    """Missing values in the data"""
    rows = x.copy()
    rows[12, 3] = np.nan
    net = nn.Linear(20, 3)
    optimizer = optim.SGD(net.parameters(), lr=0.1)
    train.fit(net, optimizer, nn.cross_entropy, (rows, labels), epochs=1, progress=False)


@mistake
def learning_rate_too_high():
    """A learning rate that is far too high"""
    net = nn.Sequential(nn.Linear(20, 16), nn.ReLU(), nn.Linear(16, 1))
    optimizer = optim.SGD(net.parameters(), lr=1e9)
    target = np.ones((32, 1), np.float32)
    train.fit(net, optimizer, nn.mse_loss, (x, target), epochs=9, progress=False)


@mistake
def weights_of_another_network():
    """Weights of another network"""
    weights = nn.Linear(20, 3).state_dict()
    nn.Linear(10, 3).load_state_dict(weights)


@mistake
def file_that_is_not_there():
    """A table that is not there"""
    pel.fit("no_such_table.csv", target="y")


@mistake
def target_that_is_not_there():
    """A column that is not there"""
    pel.fit({"rooms": np.arange(40), "price": np.arange(40.0)}, target="prize")


def told(function: Callable[[], object]) -> str:
    """What a mistake is told: its error or warning, at a line of the code as it is shown.

    Of numbers that grew beyond bounds one digit is kept: the others are those of a processor.
    """
    lines, first = inspect.getsourcelines(function)
    skipped = len(lines) - len(body(function).splitlines())
    pel.manual_seed(0)
    doubts.TOLD.clear()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            function()
        except Exception as error:  # noqa: BLE001
            text = f"{type(error).__name__}: {error}"
        else:
            text = "\n".join(f"{w.category.__name__}: {w.message}" for w in caught)

    def shown(place: re.Match[str]) -> str:
        return f"train.py:{int(place[1]) - first - skipped + 1}"

    text = re.sub(r"-?\d\.\d+e[+-]\d+", lambda number: f"{float(number[0]):.0e}", text)
    text = re.sub(rf"mistakes\.py:(\d+)(, in {function.__name__}(?!\.))?", shown, text)
    return text.replace(f"{function.__name__}.<locals>.", "")


def body(function: Callable[[], object]) -> str:
    """The code of a mistake, with the two empty lines that stand after a function of a module."""
    lines = inspect.getsource(function).splitlines()
    start = next(i for i, line in enumerate(lines) if '"""' in line) + 1
    text = textwrap.dedent("\n".join(lines[start:])).strip("\n")
    return re.sub(r"(\n {4}[^\n]*)\n\n(?=\S)", r"\1\n\n\n", text)


def page() -> str:
    """The page: a table of all of them, then each with its code and its message."""
    found = [(f"{number}", f, told(f)) for number, f in enumerate(MISTAKES, 1)]
    rows = [
        f"| [{number}](#{number}) | {function.__doc__} | {first_line(text)} |"
        for number, function, text in found
    ]
    parts = [
        f'<a id="{number}"></a>\n\n## {number}. {function.__doc__}\n\n'
        f"```py\n{body(function)}\n```\n\n```text\n{text}\n```"
        for number, function, text in found
    ]
    table = "\n".join(["| | mistake | it is told |", "|--:|---|---|", *rows])
    return "\n\n".join([HEAD.strip(), table, *parts]) + "\n"


def first_line(text: str) -> str:
    """The first line of a message, without the kind of error."""
    return text.splitlines()[0].partition(": ")[2].replace("|", "\\|") if text else "NOTHING"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
