"""Profiles: which plugin answers which question, with which settings, from which date."""
