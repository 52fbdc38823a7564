"""The live session: state machine, causal tracker and cues, without any page."""
