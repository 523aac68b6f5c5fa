"""Decisions in plain English: for the person, and for whoever is asked about them."""
