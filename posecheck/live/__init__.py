"""The live session: a state machine, its cues and scenes, and the frames of a take; no page."""
