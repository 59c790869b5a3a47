"""Charts: geometry that cannot lie, labels on every part, the numbers beside the drawing."""

import subprocess
import sys
from itertools import pairwise
from math import isfinite
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as some

from houqin.kernel.web.charts import Chart, Series, donut, lines, ranked_bars, spark, stacked_columns
from houqin.kernel.web.charts.model import shown
from houqin.kernel.web.charts.scale import Scale, nice, ticks
from houqin.kernel.web.charts.svg import Markup, element, number, width_of

DAYS = ["Mon", "Tue", "Wed"]
WATER, POWER = Series("Water", [18, 20, 16]), Series("Power", [14, 0, 18])
VALUES = some.integers(min_value=0, max_value=10**11).map(lambda hundredths: hundredths / 100)


def words(chart: Chart) -> list[str]:
    return [text.text or "" for text in ElementTree.fromstring(chart.svg).iter("text")]


def boxes(chart: Chart) -> list[dict[str, str]]:
    return [dict(rect.attrib) for rect in ElementTree.fromstring(chart.svg).iter("rect")]


@given(some.tuples(VALUES, VALUES).map(sorted))
def test_ticks_are_even_and_enclose_every_value(pair: list[float]) -> None:
    low, high = pair
    marks = ticks(low, high)
    assert marks[0] <= low * (1 + 1e-9)
    assert marks[-1] >= high * (1 - 1e-9)
    assert 2 <= len(marks) <= 7
    steps = [after - before for before, after in pairwise(marks)]
    assert max(steps) - min(steps) <= max(steps) * 1e-6


@given(some.floats(min_value=1e-6, max_value=1e9))
def test_a_nice_step_is_round_and_not_smaller_than_asked(rough: float) -> None:
    step = nice(rough)
    assert rough * (1 - 1e-6) <= step <= rough * 10 * (1 + 1e-6)
    assert float(f"{step:.1e}") == pytest.approx(step)


def test_ticks_refuse_a_range_upside_down() -> None:
    with pytest.raises(ValueError, match="above"):
        ticks(2, 1)


def test_a_scale_maps_ends_to_ends_and_a_flat_one_to_the_middle() -> None:
    assert [Scale(0, 10, 100, 0)(value) for value in (0, 5, 10)] == [100, 50, 0]
    assert Scale(3, 3, 0, 10)(3) == 5


def test_every_column_carries_its_total_and_its_parts() -> None:
    chart = stacked_columns("Most on Wednesday", DAYS, [WATER, POWER], unit="orders")
    assert {"32", "20", "34", "18", "16", "14"} <= set(words(chart))
    assert chart.rows == [["Mon", "18", "14"], ["Tue", "20", "0"], ["Wed", "16", "18"]]
    assert chart.legend == [("Water", 1), ("Power", 2)]
    assert ElementTree.fromstring(chart.svg).get("aria-label") == "Most on Wednesday"


def test_a_single_series_needs_no_legend() -> None:
    assert stacked_columns("x", DAYS, [WATER]).legend == []


@given(some.lists(some.tuples(VALUES, VALUES, VALUES), min_size=1, max_size=31))
def test_columns_stay_inside_the_drawing_whatever_the_numbers(rows: list[tuple[float, float, float]]) -> None:
    series = [Series(str(at), [row[at] for row in rows]) for at in range(3)]
    for box in boxes(stacked_columns("x", [str(at) for at in range(len(rows))], series)):
        top, tall, left, wide = (float(box[name]) for name in ("y", "height", "x", "width"))
        assert all(map(isfinite, (top, tall, left, wide)))
        assert top >= 0
        assert top + tall <= 190
        assert left >= 0
        assert left + wide <= 320


def test_heights_are_in_proportion_to_the_values() -> None:
    tall = [float(box["height"]) for box in boxes(stacked_columns("x", ["a", "b"], [Series("", [100, 50])]))]
    assert (tall[0] + 1) / (tall[1] + 1) == pytest.approx(2, abs=0.02)


def test_columns_refuse_negative_values_and_missing_ones_in_a_series() -> None:
    with pytest.raises(ValueError, match="negative"):
        stacked_columns("x", ["a"], [Series("", [-1])])
    with pytest.raises(ValueError, match="2 values for 1 labels"):
        stacked_columns("x", ["a"], [Series("", [1, 2])])


def test_a_line_is_named_at_its_end_with_its_last_value() -> None:
    chart = lines("Less than last year", DAYS, [WATER, POWER], target=22, target_name="Quota")
    assert {"Water 16", "Power 18", "Quota 22"} <= set(words(chart))


def test_a_missing_value_leaves_a_gap_and_a_dash_in_the_table() -> None:
    chart = lines("x", DAYS, [Series("a", [1, None, 3])])
    path = next(ElementTree.fromstring(chart.svg).iter("path")).get("d") or ""
    assert path.count("M") == 2
    assert [row[1] for row in chart.rows] == ["1", "—", "3"]


def test_end_labels_of_equal_lines_do_not_cover_each_other() -> None:
    chart = lines("x", DAYS, [Series("a", [5, 5, 5]), Series("b", [5, 5, 5]), Series("c", [5, 5, 5])])
    ends = [float(text.get("y", "0")) for text in ElementTree.fromstring(chart.svg).iter("text")
            if (text.get("class") or "").startswith("t")]  # fmt: skip
    assert len(ends) == 3
    assert all(after - before >= 12 for before, after in pairwise(sorted(ends)))


@given(some.integers(min_value=1, max_value=400))
def test_date_labels_never_touch(count: int) -> None:
    labels = [f"11/{at}" for at in range(count)]
    drawn = ElementTree.fromstring(lines("x", labels, [Series("", [1.0] * count)]).svg)
    places = sorted(
        (float(text.get("x", "0")), width_of(text.text or ""))
        for text in drawn.iter("text")
        if text.get("class") == "lab"
    )
    for (left, wide), (right, other) in pairwise(places):
        assert right - left >= (wide + other) / 2


def test_a_bar_near_its_limit_warns_and_one_beyond_alarms() -> None:
    chart = ranked_bars("x", [("a", 3), ("b", 7), ("c", 9)], limit=8)
    assert [box["class"] for box in boxes(chart) if box["class"] != "track"] == ["f1", "fw", "fa"]
    assert {"3/8", "7/8", "9/8"} <= set(words(chart))
    assert all(float(box["x"]) + float(box["width"]) <= 320 for box in boxes(chart))


def test_a_long_name_is_cut_with_an_ellipsis_but_whole_in_the_table() -> None:
    name = "一个非常非常非常非常非常长的班组名称"
    chart = ranked_bars("x", [(name, 3)])
    assert words(chart)[0].endswith("…")
    assert chart.rows[0][0] == name


def test_bars_of_nothing_are_still_a_drawing() -> None:
    assert ranked_bars("x", []).rows == []
    with pytest.raises(ValueError, match="negative"):
        ranked_bars("x", [("a", -1)])


def test_a_ring_names_each_part_with_value_and_share() -> None:
    chart = donut("x", [("scan", 3), ("phone", 1)], unit="orders")
    assert {"3 · 75%", "1 · 25%", "4"} <= set(words(chart))
    assert chart.rows == [["scan", "3", "75%"], ["phone", "1", "25%"]]


def test_a_ring_of_one_part_or_of_none_can_be_drawn() -> None:
    assert "NaN" not in donut("x", [("all", 5)]).svg
    assert donut("x", [("none", 0)]).rows == [["none", "0", "0%"]]


def test_more_parts_than_colours_are_refused() -> None:
    with pytest.raises(ValueError, match="colours"):
        donut("x", [(str(at), 1) for at in range(6)])
    with pytest.raises(ValueError, match="negative"):
        donut("x", [("a", -1)])


def test_a_sparkline_writes_its_highest_and_lowest_value() -> None:
    drawn = ElementTree.fromstring(spark([3, 9, 4], "waiting"))
    assert [text.text for text in drawn.iter("text")] == ["9", "3"]
    assert drawn.get("aria-label") == "waiting"


def test_a_flat_sparkline_writes_one_value_and_a_short_one_is_empty() -> None:
    assert [text.text for text in ElementTree.fromstring(spark([5, 5], "x")).iter("text")] == ["5"]
    assert spark([5], "x") == ""
    assert spark([None, 5, None], "x") == ""


def test_whatever_names_say_they_cannot_break_out_of_the_drawing() -> None:
    evil = '"><script>alert(1)</script>'
    for chart in (
        lines(evil, [evil], [Series(evil, [1])]),
        ranked_bars(evil, [(evil, 1)]),
        donut(evil, [(evil, 1)]),
    ):
        assert "<script" not in chart.svg
        ElementTree.fromstring(chart.svg)
        assert " style=" not in chart.svg


def test_values_read_as_people_write_them() -> None:
    assert [shown(value) for value in (1234567, 0.5, -3, None, 2.0)] == [
        "1,234,567", "0.5", "\N{MINUS SIGN}3", "—", "2",
    ]  # fmt: skip


def test_markup_helpers_escape_round_and_leave_out() -> None:
    assert element("a", cls="x", x1=1.25, gone=None, text="<") == '<a class="x" x1="1.2">&lt;</a>'
    assert number(-0.01) == "0"
    assert Markup("<g/>").__html__() == "<g/>"
    assert width_of("中") > width_of("a")


def test_the_geometry_loads_without_django() -> None:
    code = "import sys, houqin.kernel.web.charts; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
