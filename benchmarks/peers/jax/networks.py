"""The networks of the workloads, in JAX: functions of their weights, with channels last."""

import jax
import jax.numpy as jnp

from workloads.alexnet import CONVOLUTIONS
from workloads.resnet8 import BLOCKS

EPSILON, MOMENTUM = 1e-5, 0.1  # of batch norm


def dense(weights, name, x):
    return x @ weights[f"{name}.weight"] + weights[f"{name}.bias"]


def convolution(weights, name, x, stride=1, padding=0):
    around = ((padding, padding), (padding, padding))
    y = jax.lax.conv_general_dilated(
        x,
        weights[f"{name}.weight"],
        (stride, stride),
        around,
        dimension_numbers=("NHWC", "HWIO", "NHWC"),
    )
    return y + weights[f"{name}.bias"] if f"{name}.bias" in weights else y


def max_pool(x, side, stride):
    window, steps = (1, side, side, 1), (1, stride, stride, 1)
    return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, window, steps, "VALID")


def batch_norm(weights, statistics, name, x):
    """The normalised batch; `statistics` of this norm are replaced by the next ones."""
    mean = x.mean((0, 1, 2))
    variance = ((x - mean) ** 2).mean((0, 1, 2))
    count = x.size // x.shape[-1]
    seen = jax.lax.stop_gradient((mean, variance * (count / (count - 1))))
    kept = statistics[name]
    statistics[name] = tuple(
        (1 - MOMENTUM) * old + MOMENTUM * new for old, new in zip(kept, seen, strict=True)
    )
    scaled = (x - mean) * jax.lax.rsqrt(variance + EPSILON)
    return scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def perceptron(weights, x):
    depth = len(weights) // 2
    for i in range(depth - 1):
        x = jax.nn.relu(dense(weights, f"l{i}", x))
    return dense(weights, f"l{depth - 1}", x)


def lenet(weights, x):
    x = max_pool(convolution(weights, "conv1", x), 2, 2)
    x = max_pool(convolution(weights, "conv2", x), 2, 2)
    x = jax.nn.relu(dense(weights, "ip1", x.reshape(len(x), -1)))
    return dense(weights, "ip2", x)


def resnet8(weights, statistics, x):
    """The logits and the next running statistics."""
    statistics = dict(statistics)

    def norm(name, x):
        return batch_norm(weights, statistics, name, x)

    x = jax.nn.relu(norm("bn0", convolution(weights, "conv0", x, 1, 1)))
    for at, _, _, stride in BLOCKS:
        y = norm(f"{at}.bn1", convolution(weights, f"{at}.conv1", x, stride, 1))
        y = norm(f"{at}.bn2", convolution(weights, f"{at}.conv2", jax.nn.relu(y), 1, 1))
        if stride > 1:
            x = norm(f"{at}.bns", convolution(weights, f"{at}.convs", x, stride))
        x = jax.nn.relu(y + x)
    return dense(weights, "fc", x.mean((1, 2))), statistics


def alexnet(weights, x):
    for name, _, _, _, stride, padding, pooled in CONVOLUTIONS:
        x = jax.nn.relu(convolution(weights, name, x, stride, padding))
        x = max_pool(x, 3, 2) if pooled else x
    x = jax.nn.relu(dense(weights, "f1", x.reshape(len(x), -1)))
    return dense(weights, "f3", jax.nn.relu(dense(weights, "f2", x)))


def char_lstm(weights, x):
    """The logits after every symbol; the products of the inputs are made at once."""
    rows = weights["emb.weight"][x]
    z = rows @ weights["lstm.weight_ih_l0"] + weights["lstm.bias_ih_l0"]

    def cell(state, part):
        h, c = state
        i, f, g, o = jnp.split(part + h @ weights["lstm.weight_hh_l0"], 4, axis=-1)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        h = jax.nn.sigmoid(o) * jnp.tanh(c)
        return (h, c), h

    first = jnp.zeros((len(x), z.shape[-1] // 4))
    _, states = jax.lax.scan(cell, (first, first), z.swapaxes(0, 1))
    return dense(weights, "head", states.swapaxes(0, 1))


def layer_norm(weights, name, x):
    mean = x.mean(-1, keepdims=True)
    variance = ((x - mean) ** 2).mean(-1, keepdims=True)
    scaled = (x - mean) * jax.lax.rsqrt(variance + EPSILON)
    return scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def gpt(weights, x, heads, layers):
    """The logits after every symbol."""
    count, steps = x.shape
    h = weights["wte.weight"][x] + weights["wpe.weight"][:steps]
    mask = jnp.tril(jnp.ones((steps, steps), bool))

    def by_heads(part):
        return part.reshape(count, steps, heads, -1).swapaxes(1, 2)

    for i in range(layers):
        wide = dense(weights, f"h{i}.qkv", layer_norm(weights, f"h{i}.ln1", h))
        q, k, v = map(by_heads, jnp.split(wide, 3, axis=-1))
        scores = (q @ k.swapaxes(-1, -2)) * q.shape[-1] ** -0.5
        found = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf), axis=-1) @ v
        h = h + dense(weights, f"h{i}.proj", found.swapaxes(1, 2).reshape(h.shape))
        wide = dense(weights, f"h{i}.fc", layer_norm(weights, f"h{i}.ln2", h))
        h = h + dense(weights, f"h{i}.out", jax.nn.gelu(wide, approximate=True))
    return layer_norm(weights, "lnf", h) @ weights["wte.weight"].T
