"""How the tests are shared among processes."""

import os

import pytest


@pytest.mark.xdist_group("together")
def test_groups_stay_together(request):
    """Does pytest-xdist see the groups, so that what a group shares is made once?"""
    if "PYTEST_XDIST_WORKER" in os.environ:
        assert request.node.nodeid.endswith("@together")
