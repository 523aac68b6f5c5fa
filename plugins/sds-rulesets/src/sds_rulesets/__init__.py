"""Answers from rule sets."""
