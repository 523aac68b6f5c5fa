"""Many cases at once: reading them, and comparing two models on them."""
