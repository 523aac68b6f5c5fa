"""The keys that people's entries are encrypted with, and encrypting them."""
