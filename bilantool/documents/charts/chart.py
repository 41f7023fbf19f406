"""What a chart is, and the colours that the cabinet lends it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture and its two texts.

    `alt` says in full sentences what the picture shows, figures included, for whoever does
    not see it; `legend` is the caption under it, without a final stop.
    """

    name: str
    svg: bytes
    alt: str
    legend: str
