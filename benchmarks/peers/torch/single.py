"""One product or convolution in PyTorch."""

import torch

from peers.torch.training import CHANNELS_LAST
from shapes import Product, case

NOT_TURNED = False  # it is no transposed convolution
WANTED = [True, True, False]  # gradients by input and weights, not by a bias


def setup():
    given = case()
    operands = [torch.from_numpy(x) for x in given.operands()]
    if CHANNELS_LAST:
        operands = [x.contiguous(memory_format=torch.channels_last) for x in operands]
    run = product(given, operands) if isinstance(given, Product) else convolution(given, operands)

    def step(loss=False):  # noqa: FBT002
        with torch.inference_mode():
            results = run()
            return sum(float((r * r).mean()) for r in results) if loss else None

    return step


def product(given, operands):
    """The product of the operands as they lie."""
    a, b = (x.T if form == "t" else x for x, form in zip(operands, given.form, strict=True))
    return lambda: (torch.mm(a, b),)


def convolution(given, operands):
    """The convolution, or its gradients."""
    x, w, *upstream = operands
    stride, padding, groups = [given.stride] * 2, [given.padding] * 2, given.groups
    if not given.backward:
        return lambda: (torch.conv2d(x, w, None, stride, padding, [1, 1], groups),)
    return lambda: torch.ops.aten.convolution_backward(
        *upstream, x, w, None, stride, padding, [1, 1], NOT_TURNED, [0, 0], groups, WANTED
    )[:2]
