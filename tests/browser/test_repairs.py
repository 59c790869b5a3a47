"""The repair from scan to acceptance on a phone, and the board on a desk, by real browsers."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Visitor

Visit = Callable[..., Visitor]
Violations = Callable[[Page], list[str]]
BOARD = "/repairs/board/?tab=waiting"


@pytest.fixture
def picture(tmp_path: Path) -> str:
    """A real photo, larger than what is kept, turned by its EXIF."""
    out, image = BytesIO(), Image.new("RGB", (2400, 1800), (120, 160, 170))
    exif = image.getexif()
    exif[0x0112] = 6
    image.save(out, "JPEG", exif=exif)
    path = tmp_path / "photo.jpg"
    path.write_bytes(out.getvalue())
    return str(path)


def at_the_form(who: Visitor) -> Page:
    """Stand where a scanned sticker leads: the form with its place filled."""
    page = who.open("/repairs/report/")
    page.locator("a.place").first.click()
    page.wait_for_url("**/repairs/report/?place=*")
    return page


def reported(who: Visitor, chip: str = "水龙头坏") -> str:
    """Report with one press and submit; returns the number."""
    page = at_the_form(who)
    page.locator(".chips.common label", has_text=chip).click()
    page.get_by_role("button", name="提交报修").click()
    page.wait_for_url("**/m/BX*/")
    return page.url.rstrip("/").rsplit("/", 1)[-1]


def test_from_scan_to_acceptance(visit: Visit, picture: str) -> None:
    student = visit("student")
    number = reported(student)
    expect(student.page.locator(".hero")).to_contain_text("正在安排师傅")

    dispatcher = visit("dispatcher", size=DESKTOP)
    board = dispatcher.open(f"{BOARD}&q={number}")
    board.locator("[data-give]").first.click()
    board.locator("#give label", has_text="王师傅").click()
    board.locator("#give").get_by_role("button", name="确定派单").click()
    expect(board.locator(".toasts")).to_contain_text("王师傅")

    technician = visit("technician")
    job = technician.open(f"/m/{number}/")
    job.get_by_role("button", name="接单", exact=True).click()
    job.get_by_role("button", name="到场开工").click()
    job.get_by_role("link", name="修好了，完工").click()
    job.set_input_files("input[type=file]", picture)
    expect(job.locator(".shot")).to_have_count(1)
    job.get_by_role("button", name="修好了，完工").click()
    job.wait_for_url(f"**/m/{number}/")

    page = student.open(f"/m/{number}/")
    expect(page.locator(".hero")).to_contain_text("已修好")
    page.get_by_role("button", name="验收通过").click()
    expect(page.locator(".hero")).to_contain_text("已验收")
    assert not [*student.complaints, *dispatcher.complaints, *technician.complaints]


def test_three_taps_and_nothing_typed(visit: Visit) -> None:
    student = visit("student")
    page = at_the_form(student)
    page.evaluate(
        "window.taps = 0; addEventListener('pointerdown', () => { sessionStorage.taps = ++window.taps })"
    )
    page.locator(".chips.common label").first.click()
    page.get_by_role("button", name="提交报修").click()
    page.wait_for_url("**/m/BX*/")
    assert int(page.evaluate("sessionStorage.taps")) + 1 == 3  # and the scan's link before


def test_the_promise_and_the_phone_follow_the_chip(visit: Visit) -> None:
    page = at_the_form(visit("student"))
    expect(page.locator(".promise.normal")).to_be_visible()
    page.locator(".tradetile", has_text="电梯").click()
    page.locator(".trades .chips:not(.common) label", has_text="电梯困人").click()
    expect(page.locator(".promise.danger")).to_be_visible()
    expect(page.locator(".promise.normal")).to_be_hidden()
    expect(page.locator(".danger-first a[href^='tel:']")).to_be_in_viewport()


def test_it_works_without_script(visit: Visit, picture: str) -> None:
    page = at_the_form(visit("student", javascript=False))
    page.locator(".tradetile", has_text="空调").click()
    page.locator(".chips:not(.common) label", has_text="空调漏水").click()
    page.set_input_files("input[type=file]", picture)
    page.get_by_role("button", name="提交报修").click()
    page.wait_for_url("**/m/BX*/")
    expect(page.locator(".thumbs a")).to_have_count(1)


@pytest.mark.parametrize(
    "words", ["", "   ", "<b onclick=alert(1)>x</b>", "🚿" * 300, "The lamp is out " * 60]
)
def test_sentences_of_every_kind(visit: Visit, words: str) -> None:
    student = visit("student")
    page = at_the_form(student)
    page.fill("#id_text", words)
    page.get_by_role("button", name="提交报修").click()
    if words.strip():
        page.wait_for_url("**/m/BX*/")
        expect(page.locator(".facts")).to_contain_text(words.strip()[:20])
    else:
        expect(page.locator("[data-errors]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_a_file_that_is_no_picture_is_refused_kindly(visit: Visit, tmp_path: Path) -> None:
    fake = tmp_path / "fake.jpg"
    fake.write_bytes(b"this is no picture")
    page = at_the_form(visit("student"))
    page.fill("#id_text", "窗户坏了")
    page.set_input_files("input[type=file]", str(fake))
    page.get_by_role("button", name="提交报修").click()
    expect(page.locator("[data-errors]")).to_be_visible()
    expect(page.locator("#id_text")).to_have_value("窗户坏了")


def test_the_board_by_keyboard(visit: Visit) -> None:
    student = visit("student")
    reported(student)
    dispatcher = visit("dispatcher", size=DESKTOP)
    page = dispatcher.open(BOARD)
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-chosen]")).to_have_text("1")
    page.keyboard.press("a")
    expect(page.locator("#give")).to_be_visible()
    page.keyboard.press("Escape")
    assert not dispatcher.complaints


@pytest.mark.parametrize(
    ("who", "size", "path"),
    [
        ("student", PHONE, "/repairs/report/"),
        ("student", PHONE, "/repairs/mine/"),
        ("technician", PHONE, "/repairs/today/"),
        ("dispatcher", DESKTOP, BOARD),
        ("dispatcher", PHONE, BOARD),
        ("head", DESKTOP, "/repairs/figures/"),
        ("head", DESKTOP, "/repairs/orders/"),
    ],
)
def test_pages_are_accessible_and_fit(
    visit: Visit, violations: Violations, who: str, size: tuple[int, int], path: str
) -> None:
    visitor = visit(who, size=size)
    page = visitor.open(path)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert not visitor.complaints


def test_the_form_is_accessible_and_light(visit: Visit, violations: Violations) -> None:
    visitor = visit("student")
    page = at_the_form(visitor)
    assert violations(page) == []
    weight = page.evaluate("performance.getEntriesByType('navigation')[0].transferSize")
    assert 0 < weight <= 40 * 1024


def test_a_known_fault_is_joined_with_one_press(visit: Visit, violations: Violations, picture: str) -> None:
    """Two who live in one room, on a phone: the second sees what the first has reported and joins it."""
    first = visit("student")
    number = reported(first, chip="网络")
    room = first.open("/repairs/report/").locator("a.place").first.get_attribute("href")
    second = visit("technician")
    page = second.open(f"/repairs/report/{room}")
    page.locator(".tradetile", has_text="网络").click()
    page.locator(".chips:not(.common) label", has_text="网络").first.click()
    line = page.locator(".known li", has=page.locator(f"button[value='{number}']"))
    expect(line).to_contain_text("就在这里")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.fill("#id_text", "我这边也断网")
    line.get_by_role("button", name="我也遇到").click()
    page.wait_for_url(f"**/m/{number}/")
    expect(page.locator(".facts")).to_contain_text("2 人")
    expect(page.locator(".facts")).to_contain_text("我这边也断网")
    other = first.open(f"/m/{number}/")
    expect(other.locator(".facts")).to_contain_text("2 人")
    expect(other.locator("main")).not_to_contain_text("我这边也断网")
    assert not [*first.complaints, *second.complaints]
