"""A module: parameters, state, what is inside; how it is seen, checked, taken apart and kept."""
