"""Everything of Streamlit: the mounted board, the heartbeat, the panels and tabs around it, the tile routes."""
