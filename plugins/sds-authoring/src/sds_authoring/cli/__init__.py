"""The commands for authors of rule sets, one file each."""
