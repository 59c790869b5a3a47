"""What a page costs a phone: bytes, first paint, layout shift, on a slow network and a slow processor."""

import shutil
from collections.abc import Iterator

from playwright.sync_api import CDPSession, Page, sync_playwright

from bench.flags import CHROMIUM

PROFILE = {"offline": False, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8, "latency": 150}
SLOWER = 4
WATCH = """
() => { window.shift = 0;
  new PerformanceObserver(list => list.getEntries().forEach(one => { if (!one.hadRecentInput) window.shift += one.value }))
    .observe({type: "layout-shift", buffered: true}) }
"""
PAGES = (
    ("student", "/"),
    ("student", "/repairs/report/?place=home"),
    ("student", "/matters/"),
    ("technician", "/repairs/today/"),
)


def phone_pages(site: str) -> Iterator[str]:
    """Yield a line for each main page: cold bytes, first contentful paint, layout shift."""
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        for account, path in PAGES:
            context = browser.new_context(
                viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True
            )
            page = context.new_page()
            page.goto(f"{site}/sign-in/")
            page.locator(f'form[action="/sign-in/cast/{account}/"] button').click()
            page.wait_for_load_state()
            session = context.new_cdp_session(page)
            yield _cold(page, session, site, path)
            context.close()
        browser.close()


def _cold(page: Page, session: CDPSession, site: str, path: str) -> str:
    session.send("Network.enable")
    session.send("Network.clearBrowserCache")
    session.send("Network.emulateNetworkConditions", PROFILE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.add_init_script(f"({WATCH})()")
    page.goto(site + path, wait_until="load")
    page.wait_for_timeout(500)
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1")
    shift = page.evaluate("window.shift ?? 0")
    return f"{path:<32} {sum(sizes) / 1024:6.1f} KB  first paint {paint:6.0f} ms  layout shift {shift:.3f}"
