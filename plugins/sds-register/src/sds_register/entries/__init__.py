"""Entries: written encrypted, read open, and what they come to so far."""
