"""folium's TimestampedGeoJson as a document of its own: a feature for each base and phase, shown in its month.

`python -m tests.bench.contenders.timestamped BASES PHASES CHANGING FILE` writes it.
"""

import sys
from pathlib import Path
from typing import Any

from tests.bench.contenders import scene
from tests.bench.generate import Drawdown, Size, drawdown


def document(generated: Drawdown) -> str:
    """The document as HTML."""
    board = scene.bare_map()
    timed = [feature for phase in range(generated.size.phases) for feature in _timed(generated, phase)]
    scene.HomeTimestampedGeoJson(  # type: ignore[no-untyped-call]  # folium has no types
        {"type": "FeatureCollection", "features": timed},
        period="P1M",
        duration="P1D",
        auto_play=False,
        loop=False,
        add_last_point=False,
        speed_slider=False,
    ).add_to(board)
    html: str = board.get_root().render()
    return html


def _timed(generated: Drawdown, phase: int) -> list[dict[str, Any]]:
    year, month = 2025 + phase // 12, phase % 12 + 1
    return [
        feature | {"properties": _properties(feature["properties"], f"{year}-{month:02}-01")}
        for feature in scene.features(generated, phase)["features"]
    ]


def _properties(properties: dict[str, str], day: str) -> dict[str, Any]:
    colour = scene.COLOURS[properties["status"]]
    circle = {"radius": scene.RADIUS_PX, "weight": 1, "color": "#ffffff", "fill": True}
    return properties | {
        "times": [day],
        "icon": "circle",
        "iconstyle": circle | {"fillColor": colour, "fillOpacity": 1},
    }


if __name__ == "__main__":
    bases, phases, changing, file = sys.argv[1:]
    generated = drawdown(Size(int(bases), int(phases), float(changing)))
    Path(file).write_text(document(generated), encoding="utf-8")
