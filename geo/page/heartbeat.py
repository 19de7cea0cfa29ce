"""Keep the page in touch with its server: answer the browser's beats, and see what changes on disk meanwhile.

The browser asks (`heartbeat.js`), so that it can keep still while a hand holds the slider or the map.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import timedelta

import streamlit as st

from geo.page.component import BOARD_DUE, script
from geo.page.problems import Failsafe

NEVER_MIND = timedelta(hours=1)
"""How often the page would ask by itself. After a restart it asks for a whole run only if some fragment has a clock."""

_heart = st.components.v2.component("heart", js=script("heartbeat"))


@st.fragment(run_every=NEVER_MIND)
@Failsafe()
def keep_contact(look: Callable[[], Hashable], shown: Hashable) -> None:
    """Answer a beat; run the page again when what `look` sees is not what is `shown` and stood so for two beats.

    Two, because a file that is being written may be sound halfway and yet not what its author means. It also runs the
    page when the board is due: what the browser sends in the same breath as a beat, Streamlit takes for part of that.
    """
    beats = st.session_state.get("beats", 0) + 1
    st.session_state["beats"] = beats
    _heart(key="heart", data={"beats": beats}, on_beat_change=lambda: None)
    seen, before = look(), st.session_state.get("seen")
    st.session_state["seen"] = seen
    if st.session_state.pop(BOARD_DUE, False) or (seen != shown and seen == before):
        st.rerun()
