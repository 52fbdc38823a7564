"""A small part of the campaign of kills; the whole is `python -m tests.security.kill`."""

import pytest

from tests.security.kill import campaign


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_whatever_is_killed_loses_nothing_and_leaves_nothing_over():
    with campaign(seed=7) as running:
        for _ in range(16):
            running.kill_work()
        running.kill_migration()
        running.kill_repair()
        running.kill_batch()
        killed = {name: many for name, many in running.count.items() if name.startswith("killed")}
        assert sum(killed.values()) == 19
        assert running.count["finished"] > 10
