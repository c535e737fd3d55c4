"""Two networks for series, whole, in one file to read, copy and change: a perceptron and a stack of
dilated convolutions over a window of the past.

Both add to the last season, repeated: before they learn anything they are the seasonal naive
forecast. Each window has been brought to mean 0 and deviation 1, so levels and trends of series
differ without harm.
"""

from typing import Any

import numpy as np

from pellucid import nn
from pellucid.auto.rows.chunks import chunks
from pellucid.auto.series.windows import Form, Windows
from pellucid.tensor.functions.namespace import concat
from pellucid.tensor.tensor import Tensor
from pellucid.tensor.transforms.compiled import compile  # noqa: A004

WIDTH, CHANNELS = 128, 32
STEP_FACTS, SERIES_FACTS = 4, 4  # numbers that the facts of a step, or a series, are brought to
DROPPED = 0.1


def zeroed(layer: nn.Linear) -> nn.Linear:
    """The layer, whose outputs are zeros until it learns."""
    nn.init.zeros_(layer.weight)
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)
    return layer


class Known(nn.Module):
    """What is known beside the values themselves, as one row of numbers (n, size)."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.ahead = nn.Linear(form.ahead, STEP_FACTS) if form.ahead else None
        self.series = nn.Embedding(form.series, SERIES_FACTS) if form.series > 1 else None
        self.size = form.past * form.past_steps
        self.size += STEP_FACTS * form.horizon * bool(form.ahead)
        self.size += SERIES_FACTS * (form.series > 1)

    def forward(self, past: Tensor, ahead: Tensor, series: Tensor) -> list[Tensor]:
        """The parts of the row that there are."""
        found = [past.flatten(1)] if self.form.past else []
        if self.ahead is not None:
            found.append(nn.gelu(self.ahead(ahead)).flatten(1))
        if self.series is not None:
            found.append(self.series(series))
        return found


class WindowMLP(nn.Module):
    """Forecasts (n, horizon) by a line through the window and a perceptron of two hidden layers."""

    name = "WindowMLP"

    def __init__(self, form: Form) -> None:
        self.known = Known(form)
        self.line = zeroed(nn.Linear(form.length, form.horizon))
        self.hidden1 = nn.Linear(form.length + self.known.size, WIDTH)
        self.hidden2 = nn.Linear(WIDTH, WIDTH)
        self.last = zeroed(nn.Linear(WIDTH, form.horizon))
        self.dropout = nn.Dropout(DROPPED)
        self.compiled = compile(self.forward)

    def forward(
        self, history: Tensor, naive: Tensor, past: Tensor, ahead: Tensor, series: Tensor
    ) -> Tensor:
        """The forecasts, as deviations from the window's mean."""
        x = concat([history, *self.known(past, ahead, series)], axis=1)
        x = self.dropout(nn.gelu(self.hidden1(x)))
        x = x + self.dropout(nn.gelu(self.hidden2(x)))
        return naive + self.line(history) + self.last(x)


class DilatedConvolutions(nn.Module):
    """Forecasts (n, horizon) by convolutions over the window, each reaching twice as far as the one
    before (van den Oord et al., 2016)."""

    name = "DilatedConvolutions"

    def __init__(self, form: Form) -> None:
        self.known = Known(form)
        self.first = nn.Conv1d(1, CHANNELS, 3, padding=1)
        reach, layers = 1, []
        while 2 * reach < form.length and reach <= 128:
            layers.append(nn.Conv1d(CHANNELS, CHANNELS, 3, padding=reach, dilation=reach))
            reach *= 2
        self.layers = nn.ModuleList(layers)
        self.line = zeroed(nn.Linear(form.length, form.horizon))
        self.hidden = nn.Linear(3 * CHANNELS + self.known.size, WIDTH)
        self.last = zeroed(nn.Linear(WIDTH, form.horizon))
        self.season = min(form.season, form.length)
        self.compiled = compile(self.forward)

    def forward(
        self, history: Tensor, naive: Tensor, past: Tensor, ahead: Tensor, series: Tensor
    ) -> Tensor:
        """The forecasts, as deviations from the window's mean."""
        x = self.first(history[:, None, :])
        for layer in self.layers:
            x = x + nn.gelu(layer(x))
        # the end of the window, the same moment a season ago, and all of it
        seen = [x[:, :, -1], x[:, :, -self.season], x.mean(axis=2)]
        x = concat([*seen, *self.known(past, ahead, series)], axis=1)
        return naive + self.line(history) + self.last(nn.gelu(self.hidden(x)))


NETWORKS: dict[str, Any] = {kind.name: kind for kind in (WindowMLP, DilatedConvolutions)}


def forecasts(networks: list[Any], windows: Windows) -> np.ndarray:
    """The mean of what networks forecast, float64 (n, horizon), in the series' own unit; the last
    season again where there is no network."""
    mean, scale = windows.levels()
    if not networks:
        return windows.naive()
    found = np.zeros((len(windows), windows.form.horizon))
    for network in networks:
        network.eval()
        for start, rows in chunks(len(windows)):
            chosen = np.arange(start, min(start + rows, len(windows)))
            given = windows.at(np.resize(chosen, rows)).inputs()
            found[chosen] += network.compiled(*given).numpy()[: len(chosen)]
    return found / len(networks) * scale + mean
