"""Papers of the demo: what people have stamped, and small real PDF files for it."""

import random
from dataclasses import dataclass

SUBJECTS = {
    "certificate": ("在读证明", "在职证明", "收入证明", "获奖情况证明", "实习证明", "离校证明"),
    "introduction": ("赴档案馆查阅材料介绍信", "赴合作单位调研介绍信", "办理车辆通行介绍信"),
    "reply": ("关于校园施工安排的复函", "关于借用场地的复函", "关于联合举办活动的函", "关于数据核对的函"),
    "contract": (
        "电梯维保服务合同",
        "绿化养护补充协议",
        "食堂设备采购合同",
        "校企合作协议",
        "消防设施检测合同",
    ),
    "bid": ("学生公寓改造招标文件", "物业服务比选文件", "图书采购投标授权书"),
    "major-contract": ("实验楼大修工程合同", "新能源充电桩二期建设合同"),
}
WEIGHTS = {"certificate": 9, "introduction": 3, "reply": 4, "contract": 6, "bid": 2, "major-contract": 1}
SEALS_FOR = {
    "certificate": ("school", "unit", "finance"),
    "introduction": ("school", "unit"),
    "reply": ("school", "unit"),
    "contract": ("contract", "legal"),
    "bid": ("school", "legal"),
    "major-contract": ("contract",),
}
ADDRESSEES = ("市档案馆", "区行政服务中心", "合作企业", "兄弟院校", "社区事务中心", "招标代理机构", "供应商")
DESTINATIONS = ("区行政服务中心", "招标代理机构开标室", "公证处")
PURPOSES = ("按对方要求提供原件。", "办理手续使用。", "项目归档使用。", "签约使用，双方各执一半。")
RETURNED = ("请补充附件并写明用途。", "份数与合同约定不一致，请核对。", "请先经法务审核后再提交。")
REFUSED = ("事项不属于本单位职责，请由主办部门申请。", "对方单位资质存疑，不同意用印。")
DECLINED = ("现场文件与审批时不一致。", "夹有空白页，不能用印。", "未携带原件。")


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper to be: its kind of matter, title, addressee, purpose and copies."""

    kind: str
    title: str
    addressee: str
    purpose: str
    copies: int
    pages: int


def draw(rng: random.Random) -> Paper:
    """Draw a paper: certificates are common, major contracts rare."""
    kind = rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    copies = rng.choice((2, 4, 4, 6)) if "contract" in kind else rng.choice((1, 1, 1, 2, 2, 3))
    pages = rng.choice((4, 6, 9)) if kind in {"contract", "bid", "major-contract"} else 1
    return Paper(
        kind, rng.choice(SUBJECTS[kind]), rng.choice(ADDRESSEES), rng.choice(PURPOSES), copies, pages
    )


def pdf(title: str, pages: int, mark: str) -> bytes:
    """Return a PDF whose pages carry the title and a mark, in a Chinese font every reader brings."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(pages))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {pages}>>",
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H/DescendantFonts[<</Type/Font"
        "/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)"
        "/Supplement 4>>"
        "/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]"
        "/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>>>]>>",
    ]
    for n in range(pages):
        marked = _hex(f"{mark} · {n + 1}/{pages}")
        text = f"BT/F 22 Tf 80 740 Td<{_hex(title)}>Tj 0 -60 Td/F 12 Tf<{marked}>Tj ET"
        objects.append(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>"
            f"/Contents {5 + 2 * n} 0 R>>"
        )
        objects.append(f"<</Length {len(text)}>>stream\n{text}\nendstream")
    return _file(objects)


def _hex(text: str) -> str:
    return text.encode("utf-16-be").hex()


def _file(objects: list[str]) -> bytes:
    out = b"%PDF-1.5\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj{body}endobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    trailer = f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()
