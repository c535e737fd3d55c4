"""Which rows belong together, which train and which are kept, and how much each counts."""
