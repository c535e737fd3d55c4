"""The workloads in JAX: one jitted function for each training step."""
