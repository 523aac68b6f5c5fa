"""A page on one's own machine to edit a rule set: forms, no scripts, the same file."""
