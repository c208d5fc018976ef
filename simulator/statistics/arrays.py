"""Arrays over replications, and how many replications make a block."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
"""Figures; where they differ from replication to replication, the replication is the last axis."""

BLOCK = 1024
"""Replications in a block: the unit of randomness, of parallel work and of storage."""
