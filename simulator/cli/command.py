"""How `recovery-sim` begins and ends: Ctrl-C is answered in words, even while the command line is imported."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import sys
from types import FrameType

from simulator.cli.exit_codes import INTERRUPTED, STOPPED


def main() -> None:
    """Call the command line; what is pressed once it has ended changes nothing."""
    heard = _listened()
    code = INTERRUPTED
    try:
        from simulator.cli.main import main as command_line

        command_line(prog_name="recovery-sim")
    except KeyboardInterrupt:
        print(STOPPED, file=sys.stderr)
    except SystemExit as ended:
        if ended.code != INTERRUPTED and not heard:
            raise
        if ended.code in {0, None}:
            code = 0  # somebody below let the interrupt pass, and all was done
        elif ended.code != INTERRUPTED:
            print(STOPPED, file=sys.stderr)
    except Exception:
        if not heard:
            raise
        print(STOPPED, file=sys.stderr)
    finally:
        _hear_no_more()
    _leave(code)


def _listened() -> list[int]:
    """A list that holds every interrupt from now on.

    Libraries that make classes turn one into errors of their own; one that reached a text that was being executed ends
    Python by the signal, even where somebody has caught it.
    """
    heard: list[int] = []

    def hear(number: int, frame: FrameType | None) -> None:
        heard.append(number)
        signal.default_int_handler(number, frame)

    with contextlib.suppress(ValueError):
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, hear)
    return heard


def _leave(code: int) -> None:
    """End with the promised code: Python, interrupted while it imported, would end by the signal itself."""
    _hear_no_more()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(code)


def _hear_no_more() -> None:
    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
