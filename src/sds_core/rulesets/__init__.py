"""Rule sets: what a body that people run themselves decides, in plain text, tested and signed."""
