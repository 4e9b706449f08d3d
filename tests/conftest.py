"""Settings for all tests."""

from hypothesis import settings

# The same examples in every run, and no time limit for one: a busy machine fails no test.
settings.register_profile("course", derandomize=True, deadline=None, database=None)
settings.load_profile("course")
