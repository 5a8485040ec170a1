"""The processes that paint charts while the run goes on: Vega-Lite in, SVG out; and SVG in, PNG out.

It is run as a script, so that it loads nothing but the painter, which needs a second to get ready.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import IO, Any

PNG_SCALE = 2.0
"""Pixels of the picture for each unit of the drawing: sharp on paper and on dense screens."""
READY = {"mark": "point", "data": {"values": [{}]}}
"""A drawing of nothing, which loads all that a drawing needs."""


def drawn(specification: dict[str, Any]) -> bytes:
    """A chart as SVG, without a browser and without the network."""
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(specification, allowed_base_urls=[])
    return svg.encode("utf-8")


def pictured(svg: bytes) -> bytes:
    """A drawing as PNG: not from the specification again, which would lay it out twice."""
    import vl_convert

    png: bytes = vl_convert.svg_to_png(svg.decode("utf-8"), scale=PNG_SCALE)
    return png


def framed(content: bytes) -> bytes:
    """A file as it goes from one process to another: its length and its bytes."""
    return len(content).to_bytes(8, "big") + content


def frames(stream: IO[bytes]) -> Iterator[bytes]:
    """The files in a stream, one after the other; one that was cut off is left out."""
    while len(length := stream.read(8)) == 8:
        content = stream.read(size := int.from_bytes(length, "big"))
        if len(content) == size:
            yield content


def main() -> None:
    """Draw the specifications that come in as one JSON list, or picture the drawings that come in as they come."""
    sys.path[:] = json.loads(sys.argv[1])
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    if sys.argv[2] == "pictures":
        made = map(pictured, frames(incoming))
    else:
        drawn(READY)
        made = map(drawn, json.loads(incoming.read() or b"[]"))
    for content in made:
        outgoing.write(framed(content))
        outgoing.flush()


if __name__ == "__main__":
    main()
