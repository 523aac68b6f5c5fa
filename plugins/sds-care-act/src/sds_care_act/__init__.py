"""English law on care and support."""
