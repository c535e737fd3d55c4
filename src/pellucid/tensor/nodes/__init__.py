"""Functions on nodes of the graph: what `functions` lifts to tensors."""
