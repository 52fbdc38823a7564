"""The one way to the terminal: nothing that is shown there is markup or obeyed."""

from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from posecheck.plain import printable


class Terminal(Console):
    """A console that takes every text as text.

    Square brackets and colons mean nothing, and control and turning characters do not get through,
    wherever in a table or list they stand. What rich itself sends (colours, bars) does.
    """

    def __init__(self, **given: Any) -> None:
        super().__init__(markup=False, highlight=False, emoji=False, **given)

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Yield what makes up a renderable, its texts as they may be shown."""
        for segment in super().render(renderable, options):
            if segment.control is None:
                yield Segment(printable(segment.text), segment.style)
            else:
                yield segment
