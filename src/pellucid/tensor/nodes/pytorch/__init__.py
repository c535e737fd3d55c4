"""What PyTorch has beside the array API standard, on nodes, under PyTorch's names."""
