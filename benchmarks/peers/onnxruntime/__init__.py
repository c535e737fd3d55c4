"""The predictions in ONNX Runtime, from networks written node by node."""
