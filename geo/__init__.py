"""The posture board: a sourced account of a force drawdown as a map that can be scrubbed, defended and taken away."""

__version__ = "0.1.0"
