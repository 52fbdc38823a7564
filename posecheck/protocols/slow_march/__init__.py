"""The slow march: from a recording to an assessment. Pure."""
