"""Worksheets: questions, the theorems that answer them, and their order."""
