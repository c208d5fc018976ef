"""The processes of a health economy, one story each. Each has ``start(world)``; none imports another."""
