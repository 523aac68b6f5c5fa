"""The ledger: entries in a database, added and never changed, and what proves it."""
