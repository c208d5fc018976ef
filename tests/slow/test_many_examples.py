"""Ten times the made-up examples that every test run looks at."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_what_holds_for_few_made_up_examples_holds_for_many() -> None:
    words = [sys.executable, "-m", "pytest", "tests/property", "-q", "--hypothesis-profile", "many", "-k"]
    ended = subprocess.run(
        [*words, "not commands_end"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout
