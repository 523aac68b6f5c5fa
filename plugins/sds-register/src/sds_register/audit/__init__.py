"""What the register shows: proofs, replays, dossiers, a person's own record."""
