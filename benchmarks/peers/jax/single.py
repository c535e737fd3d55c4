"""One product or convolution in JAX, jitted."""

import jax
import jax.numpy as jnp

from shapes import Product, case


def setup():
    given = case()
    operands = [jnp.asarray(x) for x in given.operands()]
    run = jax.jit(product(given) if isinstance(given, Product) else convolution(given))

    def step(loss=False):  # noqa: FBT002
        results = run(*operands)
        if loss:
            return sum(float((r * r).mean()) for r in results)
        jax.block_until_ready(results)
        return None

    return step


def product(given):
    """The product as a function of the operands as they lie."""

    def run(a, b):
        a, b = (x.T if form == "t" else x for x, form in zip((a, b), given.form, strict=True))
        return (a @ b,)

    return run


def convolution(given):
    """The convolution, or its gradients, as a function."""

    def forward(x, w):
        return jax.lax.conv_general_dilated(
            x,
            w,
            (given.stride,) * 2,
            [(given.padding,) * 2] * 2,
            feature_group_count=given.groups,
        )

    def backward(x, w, weights):
        return jax.vjp(forward, x, w)[1](weights)

    return backward if given.backward else lambda x, w: (forward(x, w),)
