"""The same seed gives the same bits, whatever the number of threads."""

import pytest

import pellucid as pel
from pellucid import nn, train


@pytest.mark.parametrize("make", ["perceptron", "convolutional"])
def test_the_weights_after_200_steps_do_not_depend_on_threads(networks, make):
    data = networks.points(64) if make == "perceptron" else networks.pictures(64)
    found = []
    for threads in (1, 2):
        with pel.using(threads=threads):
            model, optimizer = getattr(networks, make)()
            history = train.fit(
                model, optimizer, nn.cross_entropy, data, epochs=50, batch_size=16, progress=False
            )
        assert history[-1]["step"] == 200
        assert history[-1]["loss"] < 0.7 * history[0]["loss"]
        found.append({name: value.tobytes() for name, value in model.state_dict().items()})
    assert found[0] == found[1]
