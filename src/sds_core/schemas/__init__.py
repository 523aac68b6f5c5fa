"""Published JSON Schemas: derived from records, found, and held to."""
