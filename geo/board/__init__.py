"""The board: one self-contained HTML document with the postures of every phase and reading."""
