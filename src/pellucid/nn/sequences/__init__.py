"""Sequences: recurrent layers, attention, transformers, positions, lengths that differ."""
