"""What a command says and returns when it fails."""

import os
import sys
import traceback
from collections.abc import Callable
from typing import Any

import click

from pellucid.core.errors import PellucidError

DONE, BUG, REFUSED, INTERRUPTED = 0, 1, 2, 130
EXPECTED = (PellucidError, MemoryError, click.ClickException)


def guarded(command: Callable[[], object], *, debug: bool = False) -> int:
    """The exit code of `command`; whatever it raises becomes one message on the standard error."""
    try:
        found = command()
    except BrokenPipeError:  # whoever read our output has stopped: not worth a word
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BUG
    except click.exceptions.Exit as error:
        found = error.exit_code
    except (KeyboardInterrupt, click.Abort):
        found = INTERRUPTED
    except EXPECTED as error:
        return failed(message_of(error), REFUSED)
    except Exception as error:  # noqa: BLE001
        return apologise(error, debug=debug)
    if found == INTERRUPTED:
        return failed("interrupted", INTERRUPTED)
    return found if isinstance(found, int) else DONE


def message_of(error: Exception) -> str:
    """What went wrong, in words, for an error that is not a bug."""
    if isinstance(error, PellucidError):
        return sentence(error)
    if isinstance(error, MemoryError):
        return "there is not enough memory for this"
    return usage(error)


def failed(message: str, code: int) -> int:
    """The code, after the message was written."""
    print(f"pellucid: {message}", file=sys.stderr)
    return code


def sentence(error: PellucidError) -> str:
    """What is wrong, and on lines of their own what was given and what to do."""
    rows = (("given", error.given), ("fix", error.fix))
    return "\n".join([error.what, *(f"  {label:<5}  {text}" for label, text in rows if text)])


def usage(error: Any) -> str:
    """What is wrong with a command line, and where to read how to write it."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "pellucid"
    return f"{error.format_message()}\n  fix    see {command} --help"


def apologise(error: Exception, *, debug: bool) -> int:
    """The code of a bug, after a line that says so."""
    if debug:
        traceback.print_exception(error)
    text = " ".join(str(error).split())
    hint = "" if debug else "; run it again as pellucid --debug ... to see where"
    return failed(f"sorry, this is a bug: {type(error).__name__}: {text}{hint}", BUG)
