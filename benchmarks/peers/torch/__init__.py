"""The workloads in PyTorch, as its tutorials would write them."""
