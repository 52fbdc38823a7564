"""Which protocols there are, and one sentence where a package brings one that cannot be."""

from importlib.metadata import EntryPoint

import pytest

from posecheck import registry
from posecheck.errors import OptionError, SetupError
from posecheck.protocol import Protocol
from posecheck.protocols.slow_march import SlowMarch


class Twin(SlowMarch):
    """Another march under the same name."""


TWIN, NOTHING = Twin(), object()


def entry(value: str) -> EntryPoint:
    return EntryPoint("extra", value, registry.GROUP)


@pytest.fixture
def with_extra(monkeypatch):
    """Return what is installed with one more entry point."""
    real = registry.entry_points

    def installed(value: str):
        more = lambda group: [*real(group=group), entry(value)]  # noqa: E731
        monkeypatch.setattr(registry, "entry_points", more)
        return registry.installed.__wrapped__()

    return installed


def test_those_that_come_with_it_are_there_in_their_order():
    own = ["slow_march", "posture", "held_lift", "chair_rise"]
    assert [name for name in registry.installed() if name in own] == own
    assert all(isinstance(each, Protocol) for each in registry.installed().values())


@pytest.mark.parametrize("name", ["march", "", None, ["slow_march"], 3])
def test_one_that_there_is_not(name):
    with pytest.raises(
        OptionError, match="Installed are: slow_march, posture, held_lift, chair_rise"
    ):
        registry.protocol(name)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("no_such_package:PROTOCOL", "cannot be loaded"),
        ("posecheck:no_such_name", "cannot be loaded"),
        ("tests.test_registry:NOTHING", "is not a protocol"),
        ("tests.test_registry:SlowMarch", "is not a protocol"),  # the class itself
        ("tests.test_registry:TWIN", "Two installed protocols"),
    ],
)
def test_one_that_cannot_be_is_named_with_what_to_do(with_extra, value, words):
    with pytest.raises(SetupError, match=words) as refused:
        with_extra(value)
    assert "ninstall" in str(refused.value)
    assert "\n" not in str(refused.value)
