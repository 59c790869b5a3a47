"""In an English two fifths longer than ours no page is wider than a phone, and nothing on it is cut off."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Page, Route, sync_playwright

from tests.browser.conftest import PHONE, QUIET

Pages = dict[str, bytes]
SITE, STATIC = "http://campus.example", "/static/"
PAGES = {
    "student": ["/", "/matters/", "/inbox/", "/me/", "/scan/", "/repairs/report/", "/repairs/mine/", "/seals/apply/",
                "/cashier/wallet/", "/cashier/wallet/statement/"],
    "dispatcher": ["/todo/", "/repairs/board/?tab=waiting", "/repairs/orders/"],
    "technician": ["/repairs/today/"],
    "keeper": ["/seals/desk/"],
    "root": [
        "/figures/", "/repairs/figures/", "/seals/figures/", "/seals/applications/", "/seals/register/",
        "/seals/kinds/", "/admin/people/", "/admin/places/", "/admin/roles/", "/admin/routes/", "/admin/notices/",
        "/admin/calendars/", "/admin/units/", "/admin/stand-ins/", "/admin/jobs/",
        "/cashier/desk/", "/cashier/desk/unit/", "/cashier/receipts/", "/cashier/trial-balance/", "/cashier/journal/",
        "/cashier/months/", "/cashier/checks/", "/cashier/reconcile/", "/cashier/differences/",
    ],
}  # fmt: skip
CUT = """() => [...document.querySelectorAll('button, .btn, label, h2, dt, legend, .pill, .stat .name')]
  .filter(one => one.checkVisibility() && !one.matches('.vh') && one.scrollWidth > one.clientWidth + 1)
  .filter(one => getComputedStyle(one).overflowX !== 'visible' && getComputedStyle(one).textOverflow !== 'ellipsis')
  .map(one => one.textContent.trim().slice(0, 60))"""
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def rendered(pretended: None, addresses: list[str], client_of: Any) -> Pages:
    """Every main page as its role reads it; rendered before the browser comes, which has no server to ask."""
    found = {}
    for role, paths in PAGES.items():
        client = client_of(role)
        client.cookies["language"] = "en"
        for path in paths:
            answered = client.get(path)
            assert answered.status_code == 200, (role, path)
            found[path] = answered.content
    return found


@pytest.fixture
def browser() -> Callable[[Pages], dict[str, list[str]]]:
    """Return a look at pages on a phone, in a thread of its own: a browser in this one would bar the database."""

    def look(pages: Pages) -> dict[str, list[str]]:
        with ThreadPoolExecutor(1) as aside:
            return aside.submit(faults, pages).result()

    return look


def faults(pages: Pages) -> dict[str, list[str]]:
    """Return what is wrong with each page on a phone that is given these pages and the site's own files."""

    def answer(route: Route) -> None:
        address = urlsplit(route.request.url)
        path = f"{address.path}?{address.query}" if address.query else address.path
        if path in pages:
            route.fulfill(body=pages[path], content_type="text/html; charset=utf-8")
        else:
            file = finders.find(path.removeprefix(STATIC)) if path.startswith(STATIC) else None
            route.fulfill(path=file) if file else route.abort()

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        phone = chromium.new_page(
            viewport={"width": PHONE[0], "height": PHONE[1]}, is_mobile=True, has_touch=True
        )
        phone.route("**/*", answer)
        return {path: _faults(phone, path) for path in pages}


def _faults(phone: Page, path: str) -> list[str]:
    phone.goto(SITE + path)
    assert phone.evaluate("getComputedStyle(document.body).margin") == "0px", "the style sheet is in use"
    found = [f"{wide} px too wide"] if (wide := phone.evaluate(WIDE)) > 0 else []
    return found + [f"cut off: {words}" for words in phone.evaluate(CUT)]


def test_longer_words_fit_a_phone(rendered: Pages, browser: Callable[[Pages], dict[str, list[str]]]) -> None:
    assert not {path: found for path, found in browser(rendered).items() if found}
