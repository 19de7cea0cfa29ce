"""Say on the page what is wrong with a scenario's files. Widgets and words only."""

from __future__ import annotations

import streamlit as st

from geo.store.last_valid import Version

PROBLEMS_SHOWN = 200
WHERE = "To see all problems: python -m geo validate"


def problems_page(version: Version) -> None:
    """List the problems of a scenario that has never been read, instead of its board."""
    st.error("This scenario cannot be shown. The page shows it as soon as what is listed here is mended.")
    _list(version)


def problems_notice(version: Version) -> None:
    """Tell the operator that the files have become unsound, while the board stands as it was before."""
    count = len(version.problems)
    with st.popover(f"{count:,} problem{'s' * (count != 1)} in the files. The board stands as it was before."):
        _list(version)
        st.text(f"The board follows by itself once they are mended. {WHERE}")


def _list(version: Version) -> None:
    for problem in version.problems[:PROBLEMS_SHOWN]:
        st.text(f"• {problem}")
    if len(version.problems) > PROBLEMS_SHOWN:
        st.text(f"and {len(version.problems) - PROBLEMS_SHOWN:,} more. {WHERE}")
