"""Open formats a take is written in: its movement, its tables, and for practice software."""
