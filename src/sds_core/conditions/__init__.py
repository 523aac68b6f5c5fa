"""Conditions that people who do not program can write: one grammar, one parser, one analyser."""
