"""Chromium as every contender meets it: one window size, software drawing, no host but this machine."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

VIEWPORT = (1920, 1080)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
MEASURE = (Path(__file__).parent / "measure.js").read_text()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium: the system's where there is one, else Playwright's own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def page(browser: Browser, strangers: set[str]) -> Iterator[Page]:
    """Open an empty page in a context of its own; addresses of other machines it asks for are added to `strangers`."""
    width, height = VIEWPORT
    context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
    context.add_init_script(MEASURE)
    context.on("request", lambda request: strangers.update(_stranger(request.url)))
    try:
        yield context.new_page()
    finally:
        context.close()


def _stranger(url: str) -> list[str]:
    parts = urlsplit(url)
    return [url] if parts.hostname not in (None, "127.0.0.1", "localhost") else []
