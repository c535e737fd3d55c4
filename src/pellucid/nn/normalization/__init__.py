"""Normalisation: over batches, examples, channels and neighbours."""
