"""Cases: read strictly and checked for consistency, one or many at a time."""
