"""The speed of the board beside the other ways of moving a map from Python, measured in a real browser.

`python -m tests.bench` measures and writes RESULTS.md. Nothing here is part of the board.
"""
