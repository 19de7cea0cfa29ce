"""Measure everything and write RESULTS.md; exit status 1 when a target is missed, 2 when nothing could be measured."""

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser

from tests.bench import assets, report
from tests.bench.browser import chromium
from tests.bench.contender import BOARDS, Contender, all_served, write_timestamped
from tests.bench.drag import Drag, measure_drag
from tests.bench.generate import Size, drawdown, write
from tests.bench.growth import Document, document_path, export, measure_document
from tests.bench.plan import QUICK, Plan
from tests.bench.results import LOST_SHARE, Results, targets
from tests.bench.rounds import Round, measure_round
from tests.bench.selfcheck import self_check
from tests.bench.steps import MeasureError

DATA = assets.BUILD / "data"
SHIPPED = assets.ROOT / "data" / "iraq-2024"
SHIPPED_DOCUMENT = assets.DOCUMENTS / "iraq-2024.html"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench."""
    asked = _parser().parse_args(arguments)
    plan = QUICK if asked.quick else Plan()
    path = assets.BUILD / "RESULTS-quick.md" if asked.quick else assets.HERE / "RESULTS.md"
    try:
        return _run(plan, path)
    except (assets.SetupError, MeasureError) as error:
        print(error, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="measure little; write to .build")
    return parser


def _run(plan: Plan, path: Path) -> int:
    assets.fetch()
    strangers: set[str] = set()
    with assets.served() as home, chromium() as browser:
        _write_documents(plan, home)
        results = _measure(browser, plan, home, strangers)
        report.write(results, browser.version, path)
    _check(results, strangers)
    missed = [target for target in targets(results) if not target.met]
    for target in missed:
        print(f"not met: {target.asked}; found {target.found}", file=sys.stderr)
    print(f"wrote {path}", file=sys.stderr)
    return 1 if missed else 0


def _write_documents(plan: Plan, home: str) -> None:
    shutil.copy(assets.HERE / "delayed.html", assets.BUILD)
    for size in plan.documents:
        export(write(drawdown(size), DATA), document_path(size))
    for size in plan.sizes:
        write_timestamped(size, home)
    export(SHIPPED, SHIPPED_DOCUMENT)


def _measure(browser: Browser, plan: Plan, home: str, strangers: set[str]) -> Results:
    checked = self_check(browser, home, strangers)
    with all_served(home, DATA) as contenders:
        rounds = [found for size in plan.sizes for found in _rounds(browser, contenders, size, plan, strangers)]
        drags = _drags(browser, contenders, plan, strangers)
    documents = tuple(_document(browser, size, plan, strangers) for size in plan.documents)
    shipped = measure_document(browser, SHIPPED_DOCUMENT, None, strangers, times=plan.loads)
    return Results(plan, checked, tuple(rounds), drags, documents, shipped)


def _rounds(
    browser: Browser, contenders: tuple[Contender, ...], size: Size, plan: Plan, strangers: set[str]
) -> list[Round]:
    """All rounds of a size; each begins with another contender."""
    found = []
    for number in range(plan.rounds):
        for contender in contenders[number:] + contenders[:number]:
            steps = plan.slow_steps if contender.slow else plan.steps
            found.append(measure_round(browser, contender, size, number, strangers, steps=steps))
    return found


def _drags(browser: Browser, contenders: tuple[Contender, ...], plan: Plan, strangers: set[str]) -> tuple[Drag, ...]:
    boards = contenders[: len(BOARDS)]
    return tuple(measure_drag(browser, board, size, strangers) for board in boards for size in plan.sizes)


def _document(browser: Browser, size: Size, plan: Plan, strangers: set[str]) -> Document:
    return measure_document(browser, document_path(size), size, strangers, times=plan.loads)


def _check(results: Results, strangers: set[str]) -> None:
    """Raise MeasureError when the run is void."""
    if strangers:
        raise MeasureError(f"another machine was asked: {', '.join(sorted(strangers))}")
    lost, steps = results.lost()
    if lost > LOST_SHARE * steps:
        raise MeasureError(f"the film lost {lost} of {steps} steps")


if __name__ == "__main__":
    sys.exit(main())
