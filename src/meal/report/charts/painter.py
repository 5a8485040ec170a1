"""The process that paints charts while the run goes on: Vega-Lite in, SVG and PNG out.

It is run as a script, so that it loads nothing but the painter, which needs a second to get ready.
"""

from __future__ import annotations

import json
import sys
from typing import Any

PNG_SCALE = 2.0
"""Pixels of the picture for each unit of the drawing: sharp on paper and on dense screens."""
READY = {"mark": "point", "data": {"values": [{}]}}
"""A drawing of nothing, which loads all that a drawing needs."""


def painted(specification: dict[str, Any]) -> tuple[bytes, bytes]:
    """A chart as SVG and as PNG, without a browser and without the network."""
    import vl_convert

    svg = vl_convert.vegalite_to_svg(specification, allowed_base_urls=[])
    # From the drawing, and not from the specification again, which would lay it out twice.
    return svg.encode("utf-8"), vl_convert.svg_to_png(svg, scale=PNG_SCALE)


def main() -> None:
    """Paint the specifications that come in as one JSON list; each file goes out as its length and its bytes."""
    sys.path[:] = json.loads(sys.argv[1])
    painted(READY)
    specifications = sys.stdin.buffer.read()
    for specification in json.loads(specifications or b"[]"):
        for content in painted(specification):
            sys.stdout.buffer.write(len(content).to_bytes(8, "big") + content)


if __name__ == "__main__":
    main()
