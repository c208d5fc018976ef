"""How commands end beside 0, and what is said of one that was stopped."""

from __future__ import annotations

INTERRUPTED = 130
"""Exit code of a command that was stopped with Ctrl-C, as shells have it."""
STOPPED = "Stopped. The same command begins again."
