"""From a claim to a verdict: readings, proofs, witnesses, suggestions."""
