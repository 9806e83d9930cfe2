"""Reviewing what others write: a submission, its claims, a verdict on each."""
