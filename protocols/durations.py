"""Limits as texts write them, and the nearest that a rule file can say.

``24 hours`` or 半个工作日 cannot be said exactly, 两周 and ``1 year`` can, in another unit. What is
meant is never taken in silence: it is offered where the mistake is told.
"""

from __future__ import annotations

import re

_DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_SAID = (  # compiled when it is first needed, as hardly any file does
    r"(?P<count>[0-9]+|[〇零一二两三四五六七八九十百]+|半|half(?: an?)?)\s*个?\s*"
    r"(?P<unit>[a-z\- ]+|[\u4e00-\u9fff]+)"
)
_HOURS = ("hour", "hr", "h", "小时", "钟头", "时")
_SHORTER = ("minute", "min", "分钟", "刻钟")
_DAYS = ("day", "日", "天", "working day", "工作日", "workday")
_OTHER: dict[tuple[str, ...], tuple[int, str]] = {
    ("week", "周", "星期"): (7, "calendar day"),
    ("year", "年"): (12, "month"),
    ("workday", "business day", "work day", "工作日"): (1, "working day"),
    ("natural day", "自然日", "日历日"): (1, "calendar day"),
    ("月",): (1, "month"),
}


def nearest_limit(text: str) -> tuple[bool, str | None]:
    """Return whether a limit is finer than days, and the nearest that can be said, if any.

    >>> nearest_limit("24 hours"), nearest_limit("半个工作日"), nearest_limit("30小时")
    ((True, '1 calendar day'), (True, 'immediately'), (True, '2 calendar days'))
    >>> nearest_limit("两周"), nearest_limit("十五个工作日"), nearest_limit("soon")
    ((False, '14 calendar days'), (False, '15 working days'), (False, None))
    """
    said = re.fullmatch(_SAID, text.strip(), re.IGNORECASE)
    if said is None:
        return False, None
    unit = said["unit"].strip().lower()
    half = said["count"] == "半" or said["count"].lower().startswith("half")
    count = 0 if half else number(said["count"])
    if _among(unit, _SHORTER) or (half and _among(unit, _DAYS + _HOURS)):
        return True, "immediately"
    if _among(unit, _HOURS):
        return True, _counted(-(-count // 24), "calendar day") if count >= 24 else "immediately"
    for units, (times, known) in _OTHER.items():
        if _among(unit, units) and count:
            return False, _counted(count * times, known)
    return False, None


def _among(unit: str, units: tuple[str, ...]) -> bool:
    return unit in units or unit.removesuffix("s") in units


def number(said: str) -> int:
    """Return a number below a thousand that stands in digits or in Chinese numerals.

    >>> [number(said) for said in ("12", "七", "十", "十五", "二十", "三十二", "一百零三")]
    [12, 7, 10, 15, 20, 32, 103]
    """
    if said.isdecimal():
        return int(said[:9])  # more digits than that are of no limit
    whole, part = 0, 0
    for sign in said:
        if sign in ("十", "百"):
            whole += (part or 1) * (10 if sign == "十" else 100)
            part = 0
        else:
            part = _DIGITS[sign]
    return whole + part


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}{'s' if count > 1 else ''}"
