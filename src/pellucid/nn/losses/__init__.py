"""Losses, and distances."""
