"""Duties whose act is nobody else's to bring about: what is so by the structure of the rules alone.

That such a duty may be broken, and that its default may take effect, needs no solver.
"""

from __future__ import annotations

from model.rule import Obligation, Rule
from verify.audit.part import Part


def own(part: Part, rule: Rule) -> bool:
    """Whether a duty with a limit stays undone wherever it arises and its bearers are idle.

    No other rule demands its act, allows, deems or counts it; nothing excuses it and nothing
    happens to its clock; and it is able from the moment at which it arises, so that it is
    disobeyed then.

    So its act comes only after the duty has arisen, and by its bearers alone, or is deemed by its
    own default. Take any run in which it arises, up to that moment, and let them be idle from then
    on: whatever else happens, the limit passes with the act undone.

    - If everybody is idle, what happens is what expires and what is counted. So there is a run in
      which its limit passes, and its default takes effect where it has no exceptions and deems the
      act itself, which nothing else has brought about.
    - Let all rules be kept in the run, and let the structure show that no rule of the part can be
      blocked (:func:`~verify.audit.exposure.blockable`). Then from that moment on each other duty
      is kept at once, as is argued there: that needs nobody else, and so not this act; it breaks no
      other rule. So there is a run in which this duty alone is broken, and it does not follow from
      the others.
    """
    return (
        isinstance(rule, Obligation)
        and not rule.excused_by
        and not rule.clock
        and part.encoding.rules[rule.id].due is not None
        and part.encoding.ability.ready(rule)
        and part.bringing[rule.act] == 1
    )
