import pytest

from posecheck.errors import OptionError
from posecheck.options import Options, option
from posecheck.registry import installed


class Some(Options):
    """Options of every kind."""

    level: int = option(2, label="Level", help="How.", choices={1: "low", 2: "high"}, flag="how")
    times: int = option(5, label="Times", help="How often.", least=1, most=20, live_only=True)
    share: float | None = option(None, label="Share", help="Of all.", least=0, most=1)
    name: str = option("", label="Name", help="Of it.", internal=True)


def test_what_is_not_said_has_its_default():
    assert Some.said({}) == Some(level=2, times=5, share=None, name="")
    assert Some.said({"times": 3}) == Some(times=3)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"level": 3}, 'Level: "3" is not known. Choose one of 1, 2.'),
        ({"level": "high"}, 'Level: "high" is not known. Choose one of 1, 2.'),
        ({"times": 0}, "Times is out of range. Give 1 to 20."),
        ({"times": 21}, "Times is out of range. Give 1 to 20."),
        ({"times": "many"}, "Times is out of range. Give 1 to 20."),
        ({"share": float("nan")}, "Share is out of range. Give 0 to 1."),
        ({"name": 3}, "Name cannot be read. Give it as its help says, or leave it out."),
        ({"speed": 3}, 'There is no option "speed" for this test. Leave it out.'),
        (3, "3 holds no options. Give them by name."),
    ],
)
def test_what_cannot_be_is_one_sentence(given, sentence):
    with pytest.raises(OptionError) as refused:
        Some.said(given)
    assert str(refused.value) == sentence


def test_they_describe_themselves():
    level, times, share, name = Some.all()
    assert (level.flag, level.choices, level.default) == ("how", [(1, "low"), (2, "high")], 2)
    assert (times.flag, times.least, times.most, times.live_only) == ("times", 1, 20, True)
    assert (share.least, share.most, share.choices) == (0, 1, None)
    assert [each.name for each in Some.asked()] == ["level", "times", "share"]
    assert name.internal


@pytest.mark.parametrize("protocol", installed().values(), ids=lambda each: each.name)
def test_every_option_of_every_protocol_says_what_it_is_for(protocol):
    for each in protocol.options.all():
        assert each.label[0].isupper()
        assert each.help.endswith(".")
        assert protocol.options.said({each.name: each.default}) == protocol.options()
