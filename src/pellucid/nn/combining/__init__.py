"""Modules around, beside and instead of others."""
