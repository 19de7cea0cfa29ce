"""Streamlit's slider over the phases of the drawdown which the address names, shared by the Streamlit contenders."""

from typing import Any

import streamlit as st

from tests.bench.contenders import scene
from tests.bench.generate import Drawdown, Size, drawdown


@st.cache_resource
def generated(bases: int, phases: int, changing: float) -> Drawdown:
    """The drawdown, made once a server."""
    return drawdown(Size(bases, phases, changing))


@st.cache_resource
def collection(bases: int, phases: int, changing: float, phase: int) -> dict[str, Any]:
    """The features of one phase, made once a server."""
    return scene.features(generated(bases, phases, changing), phase)


def chosen() -> tuple[int, int, float, int]:
    """Lay out the page and return bases, phases and the share that changes from the address, and the slider's phase."""
    st.set_page_config(layout="wide")
    query = st.query_params
    bases, phases, changing = int(query["bases"]), int(query["phases"]), float(query["changing"])
    return bases, phases, changing, st.select_slider("Phase", range(phases), key="phase")
