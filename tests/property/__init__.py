"""What must hold for every scenario and seed: conservation, monotonicity, two worlds, the same bytes."""
