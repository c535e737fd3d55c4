"""What is timed: a module for each training step, with its weights, data and constants."""
