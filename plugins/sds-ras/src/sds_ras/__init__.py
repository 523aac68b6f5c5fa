"""Resource allocation."""
