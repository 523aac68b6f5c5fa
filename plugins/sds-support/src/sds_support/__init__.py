"""Support with planning."""
