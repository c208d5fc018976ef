"""Programs that try the simulator harder than its tests can, for hours if need be."""
