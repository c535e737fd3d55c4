"""Convolutions, and what is put around their inputs."""
