"""Settings for all tests: one thread each, and no test that fails because a machine is busy."""

import os

from hypothesis import settings

for library in ("OMP", "OPENBLAS", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

settings.register_profile("course", deadline=None)
settings.load_profile("course")
