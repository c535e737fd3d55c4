"""The command `pellucid`."""

from pellucid.cli.app import main as main, run as run
