"""Plugins: found, checked, configured, and held to the contract of hooks."""
