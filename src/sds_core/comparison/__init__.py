"""Comparing two models on many cases."""
