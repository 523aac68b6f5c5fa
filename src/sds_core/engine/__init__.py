"""Asking plugins, and combining what they answer into decisions."""
