"""From a file to claims: formats, damage, macros, prose and declarations; no mathematics."""
