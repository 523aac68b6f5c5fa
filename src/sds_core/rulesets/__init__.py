"""Rule sets: the rules of user-led organisations, in plain text, tested and signed."""
