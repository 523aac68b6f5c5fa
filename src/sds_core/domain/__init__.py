"""What the core works out itself: costs, relationships, exclusions, reasons to be written."""
