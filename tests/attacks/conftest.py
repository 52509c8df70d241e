"""One warm sandbox of lesson 01 for all hostile and honest submissions."""

import pytest

from autograde.core.paths import SOLUTIONS
from autograde.grade import steps as plan
from autograde.lessons import expand, source
from autograde.sandbox import MIB, Limits, Sandbox

LESSON = "01_neuron"
LIMITS = Limits(
    call_seconds=1.5,
    cell_seconds=4.0,
    total_seconds=30.0,
    cpu_seconds=30,
    memory=256 * MIB,
    disk=32 * MIB,
)


@pytest.fixture(scope="session")
def notebook():
    """The notebook of lesson 01 with the right answers."""
    return expand.notebook(source.read(SOLUTIONS / LESSON))


@pytest.fixture(scope="session")
def sandbox(notebook):
    """The warm sandbox."""
    steps = plan.read(notebook)
    with Sandbox(LESSON, [step.source for step in steps], LIMITS) as warm:
        yield warm
