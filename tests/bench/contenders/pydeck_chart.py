"""Streamlit's pydeck chart: one ScatterplotLayer, without a base map."""

import pandas as pd
import pydeck as pdk
import streamlit as st

from tests.bench.contenders import scene, slider


@st.cache_resource
def table(bases: int, phases: int, changing: float, phase: int) -> pd.DataFrame:
    """Place and colour of each base at one phase, made once a server."""
    drawdown = slider.generated(bases, phases, changing)
    colours = {status: [*bytes.fromhex(colour[1:])] for status, colour in scene.COLOURS.items()}
    return pd.DataFrame(
        {
            "lon": [place.lon for place in drawdown.places],
            "lat": [place.lat for place in drawdown.places],
            "colour": [colours[status] for status in drawdown.statuses[phase]],
        }
    )


circles = pdk.Layer(
    "ScatterplotLayer",
    id="bases",
    data=table(*slider.chosen()),
    get_position="[lon, lat]",
    get_fill_color="colour",
    get_radius=scene.RADIUS_PX,
    radius_units="'pixels'",
)
lat, lon = scene.CENTRE
view = pdk.ViewState(latitude=lat, longitude=lon, zoom=scene.ZOOM - 1)
deck = pdk.Deck([circles], initial_view_state=view, map_provider=None)
st.pydeck_chart(deck, key="map", height=scene.MAP_HEIGHT_PX)
