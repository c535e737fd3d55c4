"""One product or convolution in Pellucid, compiled; the second operand is a parameter."""

import pellucid as pel
from pellucid import nn
from shapes import Product, case


def setup():
    given = case()
    run = product if isinstance(given, Product) else convolution
    x, w, *upstream = given.operands()
    compiled = pel.compile(run(given, pel.Parameter(w)))
    operands = [pel.asarray(array) for array in (x, *upstream)]

    def step(loss=False):  # noqa: FBT002
        results = compiled(*operands)
        return sum(float((r * r).mean()) for r in results) if loss else None

    return step


def product(given, w):
    """The product as a function of the first operand as it lies."""
    turned_left, turned_right = (form == "t" for form in given.form)

    def run(x):
        return ((x.mT if turned_left else x) @ (w.mT if turned_right else w),)

    return run


def convolution(given, w):
    """The convolution, or its gradients, as a function of the input (and the upstream gradient)."""

    def forward(x):
        return nn.functional.conv2d(
            x, w, stride=given.stride, padding=given.padding, groups=given.groups
        )

    def backward(x, upstream):
        return pel.gradients((forward(x) * upstream).sum(), [x, w])

    return backward if given.backward else lambda x: (forward(x),)
