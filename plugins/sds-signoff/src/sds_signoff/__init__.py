"""Sign-off."""
