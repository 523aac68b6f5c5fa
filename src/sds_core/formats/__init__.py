"""Formats: strict JSON, canonical JSON, TOML, plain data, and files read and written safely."""
