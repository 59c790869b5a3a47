"""Components: what they write, what they escape, what a screen reader hears; times and amounts in words."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.http import QueryDict
from django.template import Context, RequestContext, TemplateSyntaxError, engines
from django.test import RequestFactory, override_settings
from django.utils import translation
from django_cotton.compiler_regex import CottonCompiler

from houqin.kernel.web import moments
from houqin.kernel.web.forms import FilesField
from houqin.kernel.web.month import Event, month_of
from houqin.kernel.web.styleguide import PAGES, styleguide
from houqin.kernel.web.templatetags import addresses, amounts, fields, page

NOW = datetime(2024, 11, 21, 5, 58, tzinfo=UTC)
EVIL = '"><script>alert(1)</script>'


class Ticket(forms.Form):
    """A form with each kind of field."""

    title = forms.CharField(label="标题", help_text="一句话")
    note = forms.CharField(max_length=20, required=False, widget=forms.Textarea)
    trade = forms.ChoiceField(choices=[("water", "水"), ("power", "电")], widget=forms.RadioSelect)
    tags = forms.MultipleChoiceField(
        choices=[("a", "甲"), ("b", "乙")], widget=forms.CheckboxSelectMultiple, required=False
    )
    crew = forms.ChoiceField(choices=[("1", "一班")])
    agree = forms.BooleanField(label="同意")
    photos = FilesField(slot="after", max_files=3, required=False)


@pytest.fixture(autouse=True)
def plain_files() -> Iterator[None]:
    """Pages name their files as they are: the manifest of gathered files is another test's business."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
        yield


def render(source: str, **context: object) -> str:
    """Render a piece of template as a page would, at a fixed instant."""
    request = RequestFactory().get("/list/?status=open&after=abc")
    request.now = NOW  # type: ignore[attr-defined]
    template = engines["django"].from_string(CottonCompiler().process(source)).template  # type: ignore[attr-defined]
    return str(template.render(RequestContext(request, context)))


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_styleguide_page_renders_in_both_languages_under_strict_csp(name: str, language: str) -> None:
    with translation.override(language):
        request = RequestFactory().get("/styleguide/")
        request.COOKIES["theme"] = "dark"
        html = styleguide(request, name).content.decode()
    assert not re.search(r"\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", html)
    assert 'data-theme="dark"' in html
    assert html.count("<h1>") == 1
    assert html.count('id="main"') == 1
    if language == "en":
        seen = re.sub(r'lang="zh-Hans">[^<]*<|<[^>]*lang="zh-Hans"[^>]*>[^<]*(<input[^>]*>)?[^<]*', "", html)
        seen = re.sub(r'value="[^"]*"', "", seen)
        assert not re.findall(r"[\u4e00-\u9fff]+", seen)


def test_ids_are_unique_on_the_catalogue_page() -> None:
    html = styleguide(RequestFactory().get("/styleguide/")).content.decode()
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted(ids) == sorted(set(ids))


def test_what_people_wrote_is_escaped_in_components() -> None:
    for source in (
        '<c-card :title="evil">{{ evil }}</c-card>',
        '<c-pill word="{{ evil }}" />',
        '<c-hero :title="evil" />',
        '<c-bubble who="{{ evil }}" :text="evil" :at="None" />',
        '<c-row title="{{ evil }}" note="{{ evil }}" />',
        '<c-event :title="evil" note="{{ evil }}" />',
        '<c-person-card name="{{ evil }}" />',
        '<c-icon-button icon="bell" label="{{ evil }}" />',
        '<c-filter-chip title="a" value="{{ evil }}" />',
    ):
        html = render(source, evil=EVIL)
        assert "<script" not in html, source
        assert "&lt;script" in html, source


def test_a_component_does_not_take_words_from_the_page_around_it() -> None:
    html = render(
        "<c-card>x</c-card><c-button>y</c-button>", title="leaked", url="/leaked/", foot="leaked", icon="bell"
    )
    assert "leaked" not in html


def test_a_button_with_an_address_is_a_link_and_without_one_a_button() -> None:
    assert render('<c-button url="/a/" kind="primary" key="c">去</c-button>').startswith(
        '<a class="btn primary'
    )
    assert 'type="submit"' in render('<c-button type="submit">存</c-button>')
    assert 'data-open="x"' in render('<c-button open="x">开</c-button>')


def test_a_field_ties_label_hint_and_error_to_its_input() -> None:
    form = Ticket({"title": ""})
    html = render('<c-field :field="form.title" />', form=form)
    assert 'for="id_title"' in html
    assert 'aria-describedby="id_title_hint id_title_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_title_error"' in html
    assert 'id="id_title_hint"' in html


def test_a_long_text_counts_against_its_limit() -> None:
    html = render('<c-field :field="form.note" />', form=Ticket(initial={"note": "漏水"}))
    assert 'data-count="20"' in html
    assert "2 / 20" in html


def test_choices_are_real_inputs_in_a_named_group() -> None:
    form = Ticket({"trade": "power", "tags": ["b"]})
    html = render(
        '<c-choice-grid :field="form.trade" :icons="icons" />', form=form, icons={"water": "droplets"}
    )
    assert html.count('type="radio"') == 2
    assert re.search(r'value="power"[^>]*checked', html)
    assert "<svg" in html
    chips = render('<c-chips :field="form.tags" />', form=form)
    assert chips.count('type="checkbox"') == 2
    assert re.search(r'value="b"[^>]*checked', chips)
    assert "<legend" in html


def test_the_form_draws_every_kind_of_field_and_sums_up_its_errors() -> None:
    html = render('<c-form :form="form" submit="存" draft="ticket" />', form=Ticket({"trade": "water"}))
    for name in ("title", "note", "trade", "tags", "crew", "agree", "photos"):
        assert f'name="{name}"' in html
    assert "csrfmiddlewaretoken" in html
    assert 'enctype="multipart/form-data"' in html
    assert 'role="alert"' in html
    assert 'href="#id_title"' in html
    assert 'data-key="ticket"' in html


def test_the_photo_picker_is_a_plain_file_input_inside() -> None:
    html = render('<c-field :field="form.photos" />', form=Ticket())
    assert re.search(r'<input type="file" name="photos" id="id_photos" accept="image/\*" multiple', html)
    assert 'data-max="3"' in html


def test_the_kinds_of_fields_are_told_apart() -> None:
    form = Ticket()
    kinds = [fields.field_kind(form[name]) for name in form.fields]
    assert kinds == ["line", "area", "radio", "checks", "select", "check", "files"]


def test_steps_say_which_are_done_and_which_is_now() -> None:
    html = render('<c-stepper :steps="steps" :current="1" />', steps=["提交", "派单", "完工"])
    assert re.findall(r'class="(done|now|todo)"', html) == ["done", "now", "todo"]
    assert html.count('aria-current="step"') == 1
    assert (
        render('<c-stepper :steps="steps" :current="1" finished="1" />', steps=["a", "b"]).count('"done"')
        == 2
    )


def test_a_deadline_shows_words_and_a_bar_without_style() -> None:
    context = {"at": NOW + timedelta(minutes=22), "start": NOW - timedelta(hours=4)}
    html = render('<c-due :at="at" :start="start" />', **context)
    assert "剩 22 分" in html
    assert 'class="due red"' in html
    assert '<rect width="92"' in html
    assert render('<c-due :at="None" />').strip() == ""


@pytest.mark.parametrize(
    ("due", "start", "state", "tone", "text"),
    [
        (22, -240, "", "red", "剩 22 分"),
        (100, -160, "", "amber", "剩 1 时 40 分"),
        (1260, -180, "", "green", "剩 21 时"),
        (-35, -240, "", "red", "超时 35 分"),
        (60, -60, "paused", "gray", "已暂停"),
        (60, -60, "done", "green", "已完工"),
        (3000, None, "", "green", "剩 2 天 2 时"),
    ],
)
def test_what_is_left_of_a_promise(due: int, start: int | None, state: str, tone: str, text: str) -> None:
    start_at = None if start is None else NOW + timedelta(minutes=start)
    with translation.override("zh-hans"):
        left = moments.due_of(NOW + timedelta(minutes=due), start_at=start_at, at=NOW, state=state)
    assert left is not None
    assert (left.tone, left.text) == (tone, text)
    assert 0 <= left.percent <= 100


@pytest.mark.parametrize(
    ("moved", "text"),
    [
        (timedelta(0), "13:58"),
        (timedelta(days=-1), "昨天 13:58"),
        (timedelta(days=1), "明天 13:58"),
        (timedelta(days=-40), "10月12日 13:58"),
        (timedelta(days=-400), "2023年10月18日"),
    ],
)
def test_an_instant_is_told_as_shortly_as_it_is_clear(moved: timedelta, text: str) -> None:
    with translation.override("zh-hans"):
        assert moments.short(NOW + moved, NOW) == text


def test_the_day_changes_at_midnight_of_the_campus_not_of_greenwich() -> None:
    late = datetime(2024, 11, 21, 16, 30, tzinfo=UTC)
    with translation.override("zh-hans"):
        assert moments.short(late, NOW) == "明天 00:30"


def test_how_long_ago_and_how_long() -> None:
    with translation.override("zh-hans"):
        assert moments.ago(NOW - timedelta(seconds=30), NOW) == "刚刚"
        assert moments.ago(NOW - timedelta(minutes=130), NOW) == "2 时前"
        assert moments.span(timedelta(days=1, minutes=5)) == "1 天"
        assert moments.span(timedelta(0)) == "0 分"
    with translation.override("en"):
        assert moments.full(NOW) == "21 Nov 2024, 13:58"
        assert moments.span(timedelta(days=1)) == "1 day"


def test_time_tags_carry_the_machine_readable_instant() -> None:
    html = render("{% load moments %}{% when at %}|{% since at %}|{{ none|moment }}", at=NOW, none=None)
    assert 'datetime="2024-11-21T13:58+08:00"' in html
    assert html.endswith("|—")


def test_money_is_written_from_integer_fen() -> None:
    assert [amounts.yuan(fen) for fen in (128050, -5, 0, None)] == [
        "¥1,280.50",
        "\N{MINUS SIGN}¥0.05",
        "¥0.00",
        "—",
    ]
    assert amounts.grouped(12840) == "12,840"
    assert amounts.grouped(-1.5) == "\N{MINUS SIGN}1.5"


def test_badges_stay_short_and_vanish_at_zero() -> None:
    assert [amounts.badge(count) for count in (0, None, 7, "12", 100)] == ["", "", "7", "12", "99+"]


def test_a_person_always_gets_the_same_circle() -> None:
    assert amounts.hue("张三") == amounts.hue("张三")
    assert (amounts.initial("张三"), amounts.initial("bob"), amounts.initial(None)) == ("张", "B", "")


def test_links_keep_the_filters_and_forget_the_page() -> None:
    request = RequestFactory().get("/list/?status=open&after=abc&sort=due")
    context = Context({"request": request})
    assert QueryDict(addresses.query(context, crew="1")[1:]).dict() == {
        "status": "open",
        "sort": "due",
        "crew": "1",
    }
    assert addresses.query(context, status="", sort=None) == "?"
    assert "sort=-due" in addresses.sort_query(context, "due", "due")
    assert addresses.query(Context(), a="b") == "?a=b"


def test_a_sorted_head_says_its_direction_and_links_to_the_other() -> None:
    html = render('<c-th sort="due" current="-due">时限</c-th>')
    assert 'aria-sort="descending"' in html
    assert "sort=due" in html
    assert "after=" not in html


def test_every_card_on_the_board_can_be_moved_without_dragging() -> None:
    to = {"key": "done", "title": "待验收", "url": "/m/1/"}
    html = render('<c-ticket title="漏水" url="/m/" :forward="to" />', to=to)
    assert re.search(r'<button[^>]*type="submit"[^>]*value="done"[^>]*aria-label="把 漏水 移到 待验收"', html)
    assert html.count("<button") == 1


def test_dialogs_are_named_and_can_be_closed() -> None:
    html = render('<c-sheet id="f" title="筛选">x<c-slot name="foot">y</c-slot></c-sheet>')
    assert 'class="layer sheet"' in html
    assert 'aria-labelledby="f-title"' in html
    assert "data-close" in html
    assert "<footer>y</footer>" in html


def test_a_month_is_whole_weeks_from_monday() -> None:
    month = month_of(2024, 11, today=date(2024, 11, 21), events={date(2024, 11, 21): [Event("x")]})
    days = [day for week in month.weeks for day in week]
    assert all(len(week) == 7 for week in month.weeks)
    assert days[0].date.weekday() == 0
    assert [day.date for day in days if day.today] == [date(2024, 11, 21)]
    assert sum(not day.outside for day in days) == 30
    assert "x" in render('<c-calendar :month="month" />', month=month)


def test_a_captured_block_can_stand_in_two_places() -> None:
    html = render("{% load page %}{% capture as t %} {{ a }} {% endcapture %}{{ t }}|{{ t }}", a="<b>")
    assert html == "&lt;b&gt;|&lt;b&gt;"
    with pytest.raises(TemplateSyntaxError):
        render("{% load page %}{% capture t %}{% endcapture %}")


def test_addresses_of_absent_services_are_empty_and_tones_of_messages_known() -> None:
    assert page.address("no-such-page") == ""
    assert [page.message_tone(tags) for tags in ("success", "error extra", "")] == ["green", "red", "gray"]


def test_empty_pages_offer_a_way_on() -> None:
    html = render('<c-empty title="没有待办" note="…"><c-button url="/">首页</c-button></c-empty>')
    assert "没有待办" in html
    assert 'href="/"' in html


def test_every_component_is_shown_in_the_styleguide_or_inside_one_that_is() -> None:
    templates = Path(styleguide.__code__.co_filename).parent / "templates"
    shown = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("web/styleguide", "cotton", "web/shell")
        for path in (templates / folder).glob("*.html")
    ) + (templates / "web" / "styleguide.html").read_text(encoding="utf-8")
    names = {path.stem.replace("_", "-") for path in (templates / "cotton").glob("*.html")}
    assert not {name for name in names if not re.search(rf"<c-{name}[\s/>]", shown)}
