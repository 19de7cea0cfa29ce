"""What is measured, how often, and what the issue asks of it."""

from dataclasses import dataclass

from tests.bench.generate import Size

GROWTH_PHASES = (3, 12, 30, 120)
CHANGING = 0.05
"""Share of the bases that change a phase where the document's growth over the phases is measured."""
STILL = 0.001
"""The same where almost nothing changes: what a phase costs by itself."""


@dataclass(frozen=True)
class Plan:
    """How much is measured; `steps` are those of a round, for the fast contenders and the slow ones."""

    rounds: int = 2
    steps: int = 12
    slow_steps: int = 6
    loads: int = 3
    sizes: tuple[Size, ...] = (Size(3), Size(1_000), Size(10_000))
    by_bases: tuple[Size, ...] = (Size(3), Size(100), Size(1_000), Size(3_000), Size(10_000))
    by_phases: tuple[Size, ...] = tuple(Size(1_000, phases, CHANGING) for phases in GROWTH_PHASES)
    by_phases_still: tuple[Size, ...] = tuple(Size(1_000, phases, STILL) for phases in (3, 120))

    @property
    def documents(self) -> tuple[Size, ...]:
        """Every size of which the board makes a document."""
        return tuple(dict.fromkeys(self.by_bases + self.sizes + self.by_phases + self.by_phases_still))


QUICK = Plan(rounds=1, steps=8, slow_steps=4, loads=2)
"""For work on the bench itself; its results are not for RESULTS.md."""
