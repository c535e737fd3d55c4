"""A function in, another function out: compiled, differentiated, mapped, looped."""
