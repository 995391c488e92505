"""A proposal as a mapping file, with what should be looked at in comments."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from model.language import Text, plain, say
from model.vocabulary import Vocabulary
from protocols.log.mapping import Meaning, parse_mapping
from protocols.log.suggest import Guess, Proposal


def written(proposal: Proposal) -> Text:
    """Return a proposal as a mapping file, with what should be looked at in comments."""
    lines = [_note(say("log.suggest.head")), _line("case", proposal.case)]
    if proposal.sheet is not None:
        others = say("log.suggest.sheets", names=Text("、", ", ").join(proposal.sheets))
        lines.append(plain(f"sheet: {_quoted(proposal.sheet)}  # ") + others)
    if not proposal.wide:
        lines += [_line("time", proposal.time), _line("event", proposal.event)]
    for key, value in (("thread", proposal.thread), ("kind", proposal.kind)):
        if value is not None:
            lines.append(plain(f"{key}: {_quoted(value)}"))
    lines.append(plain("columns:" if proposal.wide else "events:"))
    lines += [_guessed(one, one.name in proposal.undated) for one in proposal.events]
    if any(one.event is not None for one in proposal.due):
        lines += [plain("due-recorded:"), *(_guessed(one) for one in proposal.due)]
    lines.append("# time-format: '%Y-%m-%d %H:%M'  # " + say("log.suggest.format"))
    lines.append("# log-ends: 2026-12-31  # " + say("log.suggest.ends"))
    if proposal.unused:
        unused = Text("、", ", ").join(proposal.unused)
        lines.append(_note(say("log.suggest.unused", columns=unused)))
    return plain("\n").join(lines) + "\n"


def meaning_of(proposal: Proposal, vocabulary: Vocabulary) -> Meaning:
    """Return a proposal that is taken as it stands."""
    found = parse_mapping(written(proposal).en, vocabulary)
    return replace(found, undated=proposal.undated)


def _note(text: Text) -> Text:
    return "# " + text.each(lambda words: words.replace("\n", " "))


def _line(key: str, value: str | None) -> Text:
    if value is not None:
        return plain(f"{key}: {_quoted(value)}")
    return f"# {key}:  # " + say("log.suggest.missing")


def _guessed(guess: Guess, undated: bool = False) -> Text:
    if guess.event is None:
        return f"  # {_quoted(guess.name)}:  # " + say("log.suggest.unknown")
    line = f"  {_quoted(guess.name)}: {guess.event.id}  # " + guess.event.label
    if guess.others:
        others = Text("、", ", ").join(
            Text(f"{one.id}（{one.label.zh}）", f"{one.id} ({one.label.en})")
            for one in guess.others
        )
        line += "; " + say("log.suggest.or", others=others)
    if undated:
        line += "; " + say("log.suggest.undated")
    return line


def _quoted(name: str) -> str:
    bare = re.fullmatch(r"[\w\u3400-\u9fff][\w\u3400-\u9fff （）().-]*", name)
    safe = bare and not name[0].isdigit() and name.casefold() not in ("yes", "no", "true", "null")
    return name if safe else json.dumps(name, ensure_ascii=False)
