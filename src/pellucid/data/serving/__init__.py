"""What training is given: datasets, orders, samplers, batches."""
