"""Serve the page as `make run` does and look at it in Chromium for a while: `python -m tests.proof.visit`."""

import os
import subprocess
import sys

from playwright.sync_api import sync_playwright

from tests.browser.conftest import QUIET, ROOT, chromium, free_port, wait_until_healthy

LOOKS_MS = 20_000
"""How long the page is looked at: the heart beats once a second."""
TABS = ("Timeline", "Posture", "Evidence", "Export")


def look(url: str) -> None:
    """Step through the phases, open every tab, and stay."""
    with sync_playwright() as playwright:
        flags = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else list(QUIET)
        browser = playwright.chromium.launch(executable_path=chromium(), args=flags)
        page = browser.new_page()
        page.goto(url)
        slider = page.frame_locator("[data-testid=board-frame]").get_by_test_id("phase-slider")
        for _ in range(2):
            slider.press("ArrowRight")
        for name in TABS:
            page.get_by_role("tab", name=name).click()
        page.wait_for_timeout(LOOKS_MS)
        browser.close()


def main() -> None:
    """Serve, look, stop."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=sys.stderr) as process:
        url = f"http://127.0.0.1:{port}"
        wait_until_healthy(url, process)
        try:
            look(url)
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
