"""UPPAAL's expressions and statements, read into Python; written from UPPAAL's documentation."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"[A-Za-z_]\w*|\d+|&&|\|\||==|!=|<=|>=|\+\+|--|[-+*!<>=?:;,.(){}\[\]]|//[^\n]*|\s+|."
)


def tokens(text: str) -> list[str]:
    found = [one for one in _TOKEN.findall(text) if not one.isspace() and one[:2] != "//"]
    strange = [one for one in found if not re.fullmatch(r"\w+|&&|\|\||[!<>=]=|\+\+|--|\W", one)]
    assert not strange, strange
    return found


@dataclass
class Scope:
    """What names mean: Python text that reads them, or where an array begins."""

    values: dict[str, str] = field(default_factory=dict)
    arrays: dict[str, tuple[int, int]] = field(default_factory=dict)
    ranges: dict[str, tuple[int, int]] = field(default_factory=dict)
    clocks: set[str] = field(default_factory=set)
    channels: dict[str, bool] = field(default_factory=dict)
    functions: set[str] = field(default_factory=set)
    processes: dict[str, tuple[int, dict[str, int]]] = field(default_factory=dict)

    def inner(self) -> Scope:
        return Scope(
            dict(self.values),
            dict(self.arrays),
            dict(self.ranges),
            set(self.clocks),
            self.channels,
            self.functions,
            self.processes,
        )


class Parser:
    """Recursive descent over UPPAAL's expressions and statements, giving Python text."""

    def __init__(self, text: str, scope: Scope) -> None:
        self.words, self.at, self.scope = tokens(text), 0, scope

    def peek(self, ahead: int = 0) -> str:
        place = self.at + ahead
        return self.words[place] if place < len(self.words) else ""

    def take(self, expected: str = "") -> str:
        word = self.peek()
        assert not expected or word == expected, (word, expected, self.words[self.at :][:8])
        self.at += 1
        return word

    def taken(self, word: str) -> bool:
        if self.peek() == word:
            self.at += 1
            return True
        return False

    def expression(self) -> str:
        condition = self._binary(0)
        if not self.taken("?"):
            return condition
        then = self.expression()
        self.take(":")
        return f"({then} if {condition} else {self.expression()})"

    _LEVELS = (("||",), ("&&",), ("==", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*",))
    _PYTHON = {"||": "or", "&&": "and"}

    def _binary(self, level: int) -> str:
        if level == len(self._LEVELS):
            return self._unary()
        left = self._binary(level + 1)
        while self.peek() in self._LEVELS[level]:
            operator = self.take()
            left = f"({left} {self._PYTHON.get(operator, operator)} {self._binary(level + 1)})"
        return left

    def _unary(self) -> str:
        if self.peek() in ("!", "not"):
            self.take()
            return f"(not {self._unary()})"
        if self.taken("-"):
            return f"(-{self._unary()})"
        if self.taken("("):
            inside = self.expression()
            self.take(")")
            return f"({inside})"
        return self._named()

    def _named(self) -> str:
        word = self.take()
        if word.isdigit():
            return word
        if word in ("true", "false"):
            return "1" if word == "true" else "0"
        if self.taken("("):
            arguments = []
            while not self.taken(")"):
                arguments.append(self.expression())
                self.taken(",")
            assert word in self.scope.functions, word
            return f"do_{word}({', '.join(['S', *arguments])})"
        if self.taken("."):
            process, locations = self.scope.processes[word]
            return f"(S[{process}] == {locations[self.take()]})"
        if self.taken("["):
            index = self.expression()
            self.take("]")
            base, size = self.scope.arrays[word]
            if index.isdigit():
                return f"S[{base + within(int(index), 0, size - 1)}]"
            return f"S[{base} + within({index}, 0, {size - 1})]"
        return self.scope.values[word]

    def action(self) -> str:
        """One assignment or call, as a Python statement."""
        name = self.peek()
        target = self.expression()
        low, high = self.scope.ranges.get(name, (0, 0))
        if self.taken("++") or self.taken("--"):
            sign = "+" if self.words[self.at - 1] == "++" else "-"
            return f"{target} = within({target} {sign} 1, {low}, {high})"
        if self.taken("="):
            value = self.expression()
            clock = name in self.scope.clocks
            return f"{target} = {value}" if clock else f"{target} = within({value}, {low}, {high})"
        return target

    def actions(self) -> list[str]:
        found = []
        while self.peek():
            found.append(self.action())
            if self.peek():
                self.take(",")
        return found

    def block(self, indent: str) -> list[str]:
        self.take("{")
        lines = []
        while not self.taken("}"):
            lines += self.statement(indent)
        return lines or [f"{indent}pass"]

    def statement(self, indent: str) -> list[str]:
        if self.taken("if"):
            self.take("(")
            condition = self.expression()
            self.take(")")
            return [f"{indent}if {condition}:", *self.block(indent + " ")]
        if self.taken("for"):
            self.take("(")
            name = self.take()
            self.take(":")
            low, high = self.range()
            self.take(")")
            outside = self.scope.values.get(name)
            self.scope.values[name] = name
            lines = [f"{indent}for {name} in range({low}, {high} + 1):", *self.block(indent + " ")]
            self.scope.values.pop(name)
            if outside is not None:
                self.scope.values[name] = outside
            return lines
        line = f"{indent}{self.action()}"
        self.take(";")
        return [line]

    def range(self) -> tuple[str, str]:
        self.take("int")
        self.take("[")
        low = self.expression()
        self.take(",")
        high = self.expression()
        self.take("]")
        return low, high


def within(value: int, low: int, high: int) -> int:
    if not low <= value <= high:
        raise ValueError(f"{int(value)} is not from {low} to {high}")
    return int(value)
