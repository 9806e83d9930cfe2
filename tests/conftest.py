"""Settings shared by all tests."""

import gc

import pytest
from hypothesis import settings

# The same examples on every run, so that a failure can be repeated, and no deadline, because
# the first example of a test fills SymPy's caches and is much slower than the others.
# Fresh random examples: pytest --hypothesis-profile=default
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


@pytest.fixture(scope="module", autouse=True)
def _old_objects_rest() -> None:
    """What earlier modules have left is not looked through at each collection of garbage.

    SymPy, JAX and the caches of thousands of tests make that seconds, in the midst of some test.
    """
    gc.freeze()
