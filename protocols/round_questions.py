"""Questions, concerns and purposes about events that come again: one for each round."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.language import LANGS
from protocols.document import DataPath
from protocols.expansion import nth, own_words
from protocols.marks import Change, event_in
from protocols.rounds import Round, Rounds, of_round


def asked(data: Any, rounds: Rounds) -> Any:
    """Return the data of a file in which what it asks of its rounds is written out."""
    return _Questions(rounds).written_out(data)


class _Questions:
    def __init__(self, rounds: Rounds) -> None:
        self.rounds = rounds

    def written_out(self, data: Any) -> Any:
        """Return data in which each question, concern and purpose is there for each round."""
        if not isinstance(data, dict):
            return data
        made = dict(data)
        if isinstance(asked := data.get("properties"), dict):
            made["properties"] = self._asked(asked, ("properties",), "response")
        words = dict(data["vocabulary"]) if isinstance(data.get("vocabulary"), dict) else {}
        for section, key in (("concerns", "never"), ("purposes", "reach")):
            if known := own_words(data, section):
                words[section] = self._asked(known, ("vocabulary", section), key)
        return {**made, "vocabulary": words} if words else made

    def _asked(self, known: Mapping[str, Any], path: DataPath, key: str) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, question in known.items():
            if not isinstance(question, dict):
                made[name] = question
                continue
            each = question.get(key)
            written = [question.get("trigger"), *(each if isinstance(each, list) else [each])]
            bound = [event for event in written if self.rounds.bound(event)]
            if bound and self.rounds.sound and not self.rounds.bound(written[0]):
                event = event_in(bound[0])
                self.rounds.add((*path, name), "round-from-outside", event=event)
            for at in self.rounds.each(bound):
                asked = self._question(question, (*path, name), key, at)
                if asked is not None:
                    made[of_round(name, at.number if at else 1)] = asked
        return made

    def _question(
        self, question: dict[str, Any], path: DataPath, key: str, at: Round | None
    ) -> dict[str, Any] | None:
        made, change = dict(question), self.rounds.resolved(at)
        if "trigger" in question:
            found = change(question["trigger"], (*path, "trigger"))
            if not found:
                return None
            self._alone(found, (*path, "trigger"))
            made["trigger"] = found[0]
        if isinstance(each := question.get(key), list):
            several = [self._one(change, one, (*path, key, n)) for n, one in enumerate(each)]
            made[key] = [one for found in several for one in found]
        elif each is not None:
            found = self._one(change, each, (*path, key))
            made[key] = found[0] if found else []
        if each and not made[key]:
            self.rounds.add((*path, key), "round-question")
            return None
        label = made.get("label")
        if at is not None and self.rounds.groups[at.group].times > 1 and isinstance(label, dict):
            number = nth(at.number)
            made["label"] = {
                lang: word + number.in_(lang) if isinstance(word, str) and lang in LANGS else word
                for lang, word in label.items()
            }
        return made

    def _one(self, change: Change, written: Any, path: DataPath) -> list[Any]:
        found = change(written, path)
        self._alone(found, path)
        return found[:1]

    def _alone(self, found: list[Any], path: DataPath) -> None:
        if len(found) > 1:
            self.rounds.add(path, "round-any")
