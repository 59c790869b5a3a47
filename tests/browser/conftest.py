"""A real site for a real browser: `houqin up` with the demo campus, Debian's chromium, axe."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

PHONE, DESKTOP = (390, 844), (1440, 900)
START_SECONDS = 400
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """Start the program as an office would, with the demo campus; its address."""
    if given := os.environ.get("HOUQIN_TEST_SITE"):
        yield given
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = Path(
        tempfile.mkdtemp(prefix="houqin-site-", dir="/tmp")
    )  # PostgreSQL is another user where root tests
    data.chmod(0o755)
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("HOUQIN_", "DATABASE_"))
    }
    program = subprocess.Popen(
        [sys.executable, "-m", "houqin.site", "up", "--port", str(port), "--data", str(data)],
        env=environment, stdout=subprocess.DEVNULL, stderr=(data / "log").open("w"),
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, program, data / "log")
        yield address
    finally:
        program.terminate()
        program.wait(30)
        shutil.rmtree(data, ignore_errors=True)


def _wait(address: str, program: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if program.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/sign-in/", timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    pytest.fail(f"the site did not start:\n{log.read_text()[-4000:]}")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Start Debian's chromium, quiet and without a sandbox of its own; nothing is downloaded."""
    return {"executable_path": shutil.which("chromium") or "/usr/bin/chromium", "args": QUIET}


@dataclass(frozen=True)
class Visitor:
    """Somebody with a browser: who, on what screen, in which colours and language."""

    context: BrowserContext
    page: Page
    site: str
    complaints: list[str]

    def open(self, path: str) -> Page:
        """Go to a page of the site."""
        self.page.goto(self.site + path, wait_until="load")
        return self.page


@pytest.fixture
def visit(site: str, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Return a function that brings somebody to the site; `account` None stays a guest."""
    contexts: list[BrowserContext] = []

    def come(
        account: str | None = None,
        size: tuple[int, int] = PHONE,
        scheme: str = "light",
        language: str = "zh-hans",
        javascript: bool = True,
    ) -> Visitor:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=javascript,
            locale="en-US" if language == "en" else "zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=size == PHONE,
            is_mobile=size == PHONE,
        )
        contexts.append(context)
        context.add_cookies(
            [
                {"name": "language", "value": language, "url": site},
                {"name": "theme", "value": scheme, "url": site},
            ]
        )
        page = context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        if account is not None:
            page.goto(f"{site}/sign-in/")
            page.locator(f'form[action="/sign-in/cast/{account}/"] button').click()
            page.wait_for_url(f"{site}/")
        return Visitor(context, page, site, complaints)

    yield come
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def violations() -> Callable[[Page], list[str]]:
    """Return a function that asks axe for what is wrong with a page, as lines to read."""
    axe = Axe()

    def ask(page: Page) -> list[str]:
        found = axe.run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response["violations"]
        return [
            f"{one['id']}: {node['html'][:160]} {node['target']}" for one in found for node in one["nodes"]
        ]

    return ask
