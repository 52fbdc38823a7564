"""Turns an assessment and its recording into something to keep or hand over."""
