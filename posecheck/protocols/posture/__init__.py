"""The standing posture check: from recordings and silhouettes to an assessment. Pure."""
