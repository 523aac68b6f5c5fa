"""Decision tables: read, proved complete, looked up exactly, by row or by column."""
