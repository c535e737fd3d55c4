"""First values of parameters: patterns, and where numbers that are drawn come from."""
