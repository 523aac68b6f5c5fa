"""Frozen records: money, parties, assessments, plans, answers and decisions."""
