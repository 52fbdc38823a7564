"""Keeps assessments and recordings, compares and exports them."""
