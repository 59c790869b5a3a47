"""The keyboard reaches what the mouse does: palette, shortcuts, skip link."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, Visitor


def test_ctrl_k_finds_a_page_by_its_name_and_opens_it(visit: Callable[..., Visitor]) -> None:
    visitor = visit("admin", size=DESKTOP)
    page = visitor.open("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("审批流程")
    expect(page.get_by_role("option").first).to_contain_text("审批流程")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/routes/")


def test_the_first_tab_stop_skips_to_the_content(visit: Callable[..., Visitor]) -> None:
    page = visit("student", size=DESKTOP).open("/")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_a_question_mark_lists_the_shortcuts(visit: Callable[..., Visitor]) -> None:
    page = visit("dispatcher", size=DESKTOP).open("/")
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog#keys")).to_be_hidden()


def test_theme_size_and_language_are_kept(visit: Callable[..., Visitor]) -> None:
    visitor = visit("student")
    page = visitor.open("/me/")
    page.locator('main input[name="theme"][value="dark"]').check(force=True)
    page.wait_for_load_state()
    page = visitor.open("/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
