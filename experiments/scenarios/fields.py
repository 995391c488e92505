"""The fields of scenario files: how each is written, and what is said of one that is not."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from model.simulation.conduct import ASSUMED
from model.simulation.period import MonthDay
from protocols.calendar_file import Span, minute_of_day
from protocols.fields import Text, fault

_MONTH_DAY = re.compile(r"(\d{2})-(\d{2})")
_ASSUMPTION = ("assumption", "假设")


def _time(value: Any) -> int:
    found = minute_of_day(value) if isinstance(value, str) else None
    if found is None:
        raise fault("not-a-time", found=value)
    return found


def _end_of_day(value: Any) -> int:
    return 24 * 60 if value == "24:00" else _time(value)


def _number(value: Any) -> Any:
    """Decimals come from the document as they were written."""
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _shares(value: Any) -> Any:
    """A single number is the share of what is true."""
    if isinstance(value, dict):
        return value
    share = _number(value)
    if isinstance(share, int | float) and not isinstance(share, bool) and 0 <= share <= 1:
        return {"true": share, "false": 1 - share}
    return {"true": value}


def _day(value: Any) -> date | MonthDay:
    """A date, or a month and a day of every year."""
    if isinstance(value, str):
        try:
            if found := _MONTH_DAY.fullmatch(value):
                month, day = int(found[1]), int(found[2])
                if 1 <= day <= monthrange(2000, month)[1]:  # 2000 has a 29 February
                    return (month, day)
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise fault("not-a-day", found=value)


def _steps(value: Any) -> Any:
    """Numbers of days as keys of a mapping."""
    if not isinstance(value, dict):
        return value
    if wrong := [key for key in value if not re.fullmatch(r"[0-9]{1,3}", key)]:
        raise fault("not-days", found=wrong[0])
    return value


def _times(value: Any) -> Any:
    """Times of day as keys of a mapping."""
    if isinstance(value, dict):
        for key in value:
            _time(key)
    return value


def source(value: Any) -> Any:
    """One text is the same in both languages; ``assumption`` stands for what nobody measured."""
    if value in _ASSUMPTION:
        return {"zh": ASSUMED.zh, "en": ASSUMED.en}
    return {"zh": value, "en": value} if isinstance(value, str) and value.strip() else value


Time = Annotated[
    int,
    BeforeValidator(_time),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,2}:\d{2}$"}),
]
EndOfDay = Annotated[
    int,
    BeforeValidator(_end_of_day),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,2}:\d{2}$"}),
]
Day = Annotated[
    date | tuple[int, int],
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "pattern": r"^(\d{4}-)?\d{2}-\d{2}$"}),
]
Amount = Annotated[
    float, BeforeValidator(_number), Field(gt=0, le=1e6, strict=False, allow_inf_nan=False)
]
Weight = Annotated[
    float, BeforeValidator(_number), Field(ge=0, le=1e6, strict=False, allow_inf_nan=False)
]
Factor = Annotated[
    float, BeforeValidator(_number), Field(ge=0, le=100, strict=False, allow_inf_nan=False)
]
PerDay = Annotated[float, BeforeValidator(_number), Field(ge=0, le=2000, strict=False)]
PerYear = Annotated[float, BeforeValidator(_number), Field(ge=0, le=365, strict=False)]
MeanHours = Annotated[float, BeforeValidator(_number), Field(gt=0, le=2000, strict=False)]
Dispersion = Annotated[float, BeforeValidator(_number), Field(ge=1, le=100, strict=False)]
Probability = Annotated[float, BeforeValidator(_number), Field(ge=0, le=1, strict=False)]
Below1 = Annotated[float, BeforeValidator(_number), Field(ge=0, lt=1, strict=False)]
Quantile = Annotated[float, BeforeValidator(_number), Field(ge=0.9, le=0.9999, strict=False)]
Index = Annotated[float, BeforeValidator(_number), Field(ge=0.5, le=20, strict=False)]
Shares = Annotated[dict[Text, Probability], BeforeValidator(_shares)]
Steps = Annotated[dict[str, Probability], BeforeValidator(_steps), Field(min_length=1)]
HourWeights = Annotated[dict[str, Weight], BeforeValidator(_times), Field(min_length=1)]
HourSpans = Annotated[list[Span], Field(min_length=1)]
Count = Annotated[int, Field(ge=1, le=1000)]
Days = Annotated[int, Field(ge=1, le=250)]
