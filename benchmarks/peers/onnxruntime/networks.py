"""The networks of the predictions, as ONNX graphs."""

from onnx import TensorProto, checker, helper, numpy_helper

OPSET, IR_VERSION = 17, 8


def dense(name, x, y):
    return helper.make_node("Gemm", [x, f"{name}.weight", f"{name}.bias"], [y], transB=1)


def convolution(name, x, y):
    return helper.make_node("Conv", [x, f"{name}.weight", f"{name}.bias"], [y])


def max_pool(x, y):
    return helper.make_node("MaxPool", [x], [y], kernel_shape=[2, 2], strides=[2, 2])


def relu(x, y):
    return helper.make_node("Relu", [x], [y])


def perceptron():
    """Three dense layers with ReLU between."""
    return [
        dense("l0", "x", "a"),
        relu("a", "b"),
        dense("l1", "b", "c"),
        relu("c", "d"),
        dense("l2", "d", "logits"),
    ]


def lenet():
    """Two convolutions, each under a max-pool, and two dense layers."""
    return [
        convolution("conv1", "x", "a"),
        max_pool("a", "b"),
        convolution("conv2", "b", "c"),
        max_pool("c", "d"),
        helper.make_node("Flatten", ["d"], ["e"]),
        dense("ip1", "e", "f"),
        relu("f", "g"),
        dense("ip2", "g", "logits"),
    ]


def model(nodes, workload):
    """The checked model of `nodes`, from "x" to "logits", with the weights of `workload`."""
    weights = [numpy_helper.from_array(w, name) for name, w in workload.init_params().items()]
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, workload.samples()[0].shape)
    logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, (1, 10))
    graph = helper.make_graph(nodes, workload.NAME, [x], [logits], weights)
    found = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION
    )
    checker.check_model(found)
    return found
