"""Rules as a table, and strategies that turn a question into a draft of a derivation."""
