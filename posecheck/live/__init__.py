"""A take before the camera: its session, what is said meanwhile, and its frames."""
