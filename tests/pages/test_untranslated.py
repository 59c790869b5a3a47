"""In the pretended English no page shows a Chinese word that is not somebody's data."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import polib
import pytest
from django.apps import apps
from django.db.models import CharField, JSONField, TextField
from django.test import Client

from houqin.site.translations import catalogues

HAN = re.compile(r"[\u4e00-\u9fff]+")
HIDDEN = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->", re.S)
ON_PURPOSE = re.compile(r'<(\w+)\b[^>]*\blang="zh-Hans".*?</\1>', re.S)
AS_THEY_ARE = "办公教学 大教室 阶梯教室 餐饮 困难生伙食补贴 中文"
"""What the template of an import shows as its first row, and the name of a language in itself."""
UNSEEN = re.compile(r"\s(?:class|href|src|id|name|action|value|data-[a-z-]+|hx-[a-z:-]+)=\"[^\"]*\"")


def data() -> Iterator[str]:
    """Iterate over all text the database holds, and the Chinese that English sentences quote on purpose."""
    for model in apps.get_models():
        fields = [
            one.attname
            for one in model._meta.concrete_fields
            if isinstance(one, CharField | TextField | JSONField)
        ]
        for row in model._default_manager.values_list(*fields) if fields else ():
            yield from map(str, row)
    for path in catalogues():
        yield from (entry.msgstr for entry in polib.pofile(str(path)))


def words(page: str) -> set[str]:
    """Return the Chinese words that a page shows or reads out."""
    return set(HAN.findall(unescape(UNSEEN.sub("", HIDDEN.sub("", ON_PURPOSE.sub("", page))))))


@pytest.mark.parametrize("role", ["root", "student", "technician"])
def test_no_page_shows_a_word_that_nobody_translated(
    pretended: None, addresses: list[str], client_of: Any, role: str
) -> None:
    client: Client = client_of(role)
    client.cookies["language"] = "en"
    known = "\n".join([AS_THEY_ARE, *data()])
    left = {}
    for address in addresses:
        if role != "root" and address.startswith(("/admin/", "/styleguide/")):
            continue
        answered = client.get(address)
        if answered.headers.get("Content-Type", "").startswith("text/html"):
            left[address] = [each for each in words(answered.content.decode()) if each not in known]
    assert "[Home " in client.get("/").content.decode(), "the pretended English is not in use"
    assert not {address: strange for address, strange in left.items() if strange}
