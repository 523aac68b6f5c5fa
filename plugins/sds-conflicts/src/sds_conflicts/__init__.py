"""Conflicts of interest."""
