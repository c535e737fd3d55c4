"""Activations, and units that compete."""
