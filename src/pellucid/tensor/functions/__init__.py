"""The functions users call: those of `nodes`, lifted to tensors."""
