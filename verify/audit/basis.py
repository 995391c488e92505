"""Words that name what an act rests on, and set no limit."""

from __future__ import annotations

_BASES, _LIMITS = ("依法", "依据", "依照", "根据", "按照"), ("期", "限", "日", "天", "时间")


def names_a_basis(wording: str) -> bool:
    """Whether words name what an act rests on, such as a law, and no limit.

    >>> names_a_basis("依法作出处理"), names_a_basis("法定期限"), names_a_basis("依法承诺的时限")
    (True, False, False)
    """
    return wording.startswith(_BASES) and not any(word in wording for word in _LIMITS)
