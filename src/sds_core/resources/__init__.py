"""What profiles name: installed packages, references, and files kept as they were read."""
