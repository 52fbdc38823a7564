"""What the user may say about a posture check."""

from posecheck.options import Options, option


class PostureOptions(Options):
    """How a posture check is to be done and scored."""

    own_range: bool = option(
        False,
        label="Also show me where I stand between my own tuck and arch",
        help="Two more stands: tail tucked under, and tipped up. Leave it out if it hurts.",
        live_only=True,
    )
    previous_index: float | None = option(
        None, label="Earlier place in your own range", help="Percent.", internal=True
    )
    previous_index_low: float | None = option(
        None, label="Its lower end", help="Percent.", internal=True
    )
    previous_index_high: float | None = option(
        None, label="Its upper end", help="Percent.", internal=True
    )
    previous_from_neutral: float | None = option(
        None, label="Earlier shape of the outline", help="Degrees.", internal=True
    )
    previous_loose: bool = option(
        False, label="Loose clothes in the earlier take", help="Widens it.", internal=True
    )
