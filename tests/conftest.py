"""Settings shared by all tests."""

from hypothesis import settings

# The same examples on every run, so that a failure can be repeated, and no deadline, because
# the first example of a test fills SymPy's caches and is much slower than the others.
# Fresh random examples: pytest --hypothesis-profile=default
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")
