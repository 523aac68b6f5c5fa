"""Funding of help with planning."""
