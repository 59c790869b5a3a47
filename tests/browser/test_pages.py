"""Every page a role's menu leads to: no accessibility fault, no script error, nothing wider than the screen.

CI looks at two combinations of screen, colours and language, and at a page that several roles share once;
`script/nightly` at all eight, and at every page as every role.
"""

import os
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE, Visitor

IN_CI = [(PHONE, "light", "zh-hans"), (DESKTOP, "dark", "en")]
EVERY = list(product((PHONE, DESKTOP), ("light", "dark"), ("zh-hans", "en")))
NIGHTLY = bool(os.environ.get("HOUQIN_NIGHTLY"))
LOOKS = EVERY if NIGHTLY else IN_CI
LOOK_IDS = [f"{scheme}-{language[:2]}-{size[0]}" for size, scheme, language in LOOKS]
ROLES = [
    "student", "dispatcher", "technician", "contractor", "suppliers", "clerk", "approver", "keeper", "cashier", "accountant",
    "head", "admin",
]  # fmt: skip
ALWAYS = ["/", "/matters/", "/todo/", "/inbox/", "/me/", "/scan/", "/styleguide/"]
OWN = {"/", "/matters/", "/todo/"}
"""Pages that are another page for each role."""
SHOTS = Path("var/pages")
SEEN: dict[str, set[str]] = {}


def paths_of(page: Page) -> list[str]:
    """Return the addresses that the menu and tiles of a signed-in person lead to."""
    links = page.eval_on_selector_all(
        "nav.side a, nav.tiles a, .rows a", "found => found.map(a => new URL(a.href).pathname)"
    )
    return list(dict.fromkeys([*ALWAYS, *links]))


def wrongs(visitor: Visitor, path: str, violations: Callable[[Page], list[str]]) -> list[str]:
    """Open a page and return everything wrong with it."""
    visitor.complaints.clear()
    answer = visitor.page.goto(visitor.site + path, wait_until="load")
    found = [] if answer and answer.ok else [f"status {answer.status if answer else 'none'}"]
    found += violations(visitor.page)
    found += [f"console: {said}" for said in visitor.complaints]
    wide = visitor.page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    if wide > 0:
        found.append(f"{wide} px wider than the screen")
    return [f"{path} {one}" for one in found]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("size", "scheme", "language"), LOOKS, ids=LOOK_IDS)
def test_no_page_of_a_role_has_a_fault(
    visit: Callable[..., Visitor],
    violations: Callable[[Page], list[str]],
    role: str,
    size: tuple[int, int],
    scheme: str,
    language: str,
) -> None:
    visitor = visit(role, size=size, scheme=scheme, language=language)
    seen = SEEN.setdefault(f"{size} {scheme} {language}", set())
    found = []
    for path in paths_of(visitor.page):
        if path in seen - OWN and not NIGHTLY:
            continue
        seen.add(path)
        found += wrongs(visitor, path, violations)
        name = f"{role}-{size[0]}-{scheme}-{language[:2]}-{path.strip('/').replace('/', '_') or 'home'}.png"
        SHOTS.mkdir(parents=True, exist_ok=True)
        visitor.page.screenshot(path=SHOTS / name, full_page=size == PHONE)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("size", "scheme", "language"), LOOKS, ids=LOOK_IDS)
def test_the_sign_in_page_has_no_fault_and_names_what_the_system_does(
    visit: Callable[..., Visitor],
    violations: Callable[[Page], list[str]],
    size: tuple[int, int],
    scheme: str,
    language: str,
) -> None:
    visitor = visit(None, size=size, scheme=scheme, language=language)
    assert not wrongs(visitor, "/sign-in/", violations)
    text = visitor.page.inner_text("main")
    for word in ["报修", "客房", "食堂"] if language == "zh-hans" else ["repair", "room", "canteen"]:
        assert word in text.lower()
