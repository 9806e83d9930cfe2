"""Reviewing submissions: reports of the verdicts, and runs over many files."""
