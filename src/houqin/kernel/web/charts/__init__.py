"""Charts drawn on the server: accessible SVG, direct labels, the numbers as a table. No Django here."""

from houqin.kernel.web.charts.columns import stacked_columns
from houqin.kernel.web.charts.donut import donut
from houqin.kernel.web.charts.lines import lines
from houqin.kernel.web.charts.model import Chart, Series
from houqin.kernel.web.charts.ranked import ranked_bars
from houqin.kernel.web.charts.spark import spark

__all__ = ["Chart", "Series", "donut", "lines", "ranked_bars", "spark", "stacked_columns"]
