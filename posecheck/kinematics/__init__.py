"""Pure functions on landmarks: geometry, signals, the thigh's elevation, statistics."""
