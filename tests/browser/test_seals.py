"""A document from application to the register on the screens people hold, and the figure down to its row."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from secrets import token_hex
from unicodedata import normalize

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from houqin.services.seals.tests.papers import pdf
from tests.browser.conftest import DESKTOP, PHONE, Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """A certificate nobody has asked a seal for yet."""
    path = tmp_path / "letter.pdf"
    path.write_bytes(pdf(f"Certificate of enrolment {token_hex(8)}"))
    return path


def applied(clerk: Visitor, letter: Path, title: str) -> str:
    """Apply for the school's seal on one page; returns the number."""
    page = clerk.open("/seals/apply/")
    page.locator(".options label", has_text="部门负责人审批").first.click()
    page.select_option("#id_seal", index=1)
    page.set_input_files("#id_document", str(letter))
    page.fill("#id_title", title)
    page.fill("#id_copies", "2")
    page.fill("#id_addressee", "市档案馆")
    page.fill("#id_purpose", "办理学籍证明")
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_url("**/m/YZ*/")
    return page.url.rstrip("/").rsplit("/", 1)[-1]


def plain(text: str) -> str:
    """Return text as it was written: a PDF may name characters by their radicals, and space them out."""
    return "".join(normalize("NFKC", text).split())


def test_from_application_to_the_register_and_the_figure(visit: Visit, letter: Path) -> None:
    title = f"在读证明 {token_hex(3)}"
    clerk = visit("clerk", size=PHONE)
    number = applied(clerk, letter, title)
    expect(clerk.page.locator(".hero")).to_contain_text("正在审批")

    approver = visit("approver", size=DESKTOP)
    page = approver.open("/todo/")
    page.locator("main a", has_text=title).click()
    page.get_by_role("link", name="同意", exact=True).click()
    page.get_by_role("button", name="同意", exact=True).click()
    expect(page.locator(".hero")).to_contain_text("审批已通过")

    page = clerk.open(f"/m/{number}/")
    page.get_by_role("link", name="审批单").click()
    code = page.locator(".paper .code").inner_text()

    keeper = visit("keeper", size=DESKTOP)
    page = keeper.open("/seals/desk/?tab=waiting")
    page.locator("main a", has_text=title).click()
    page.get_by_role("link", name="登记用印").click()
    page.fill("#id_copies", "3")
    page.fill("#id_code", code.lower())
    page.get_by_role("button", name="登记用印").click()
    expect(page.locator("[data-errors]")).to_contain_text("2")
    page.fill("#id_copies", "2")
    page.get_by_role("button", name="登记用印").click()
    expect(page.locator(".hero")).to_contain_text("已用印并登记")

    head = visit("head", size=DESKTOP)
    page = head.open("/seals/figures/")
    figure = page.locator("main a.stat", has_text="用印登记")
    told = "".join(each for each in figure.locator(".value").inner_text() if each.isdigit())
    figure.click()
    expect(page.locator("main tbody tr", has_text=title)).to_contain_text("市档案馆")
    expect(page.locator(".pager")).to_contain_text(f"共 {told} 条")
    page.locator("main tbody a", has_text=title).click()
    page.wait_for_url(f"**/m/{number}/")
    assert not [*clerk.complaints, *approver.complaints, *head.complaints]


def test_a_printed_matter_names_school_number_and_reader_and_leaves_the_menu_out(visit: Visit) -> None:
    head = visit("head", size=DESKTOP)
    page = head.open("/seals/applications/")
    page.locator("tr[data-url] a").first.click()
    page.wait_for_url("**/m/YZ*/")
    number = page.url.rstrip("/").rsplit("/", 1)[-1]
    printed = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    text = plain("".join(sheet.extract_text() for sheet in printed.pages))
    assert [round(side) for side in printed.pages[0].mediabox[2:]] == [595, 842]
    for words in (number, "示范大学", "办理过程", "打印，数据截至", f"1 / {len(printed.pages)}"):
        assert plain(words) in text
    assert "用印统计" not in text, "the menu stays on the screen"


def test_the_print_button_asks_the_browser_to_print(visit: Visit) -> None:
    page = visit("head", size=DESKTOP).open("/seals/stampings/")
    page.evaluate("window.print = () => { document.title = 'printing' }")
    page.get_by_role("button", name="打印").click()
    assert page.title() == "printing"
