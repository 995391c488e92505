"""Large regimes by shape, as rule files: what commands cost at 200, 1,000 and 5,000 rules.

``python -m tests.large`` writes each shape at each size into a folder, runs commands on it with a
time limit, and prints for each the exit status, the seconds of processor and of clock, and the most
memory. By hand, since it takes minutes; ``--sizes``, ``--shapes`` and ``--commands`` choose. The
clock goes on while other work has the processor: on a busy machine look at the processor.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

SIZES = (200, 1_000, 5_000)
COMMANDS = ("verify", "bounds", "trust", "audit", "readings", "capacity", "diff", "amend", "export")
TIMEOUT = 20
_MAIN = "from experiments.command import main; main()"

Rules = Iterator[tuple[str, str, str]]
"""Trigger, act and the event deemed on expiry, of each rule; no such event where it is empty."""


def chain(length: int, default: bool = False) -> Rules:
    """Each act sets the next duty going."""
    for k in range(length):
        yield f"e.n{k}", f"e.n{k + 1}", f"e.n{k + 1}" if default else ""


def defaults(length: int) -> Rules:
    """A chain in which every act is deemed done when its limit expires."""
    yield from chain(length, default=True)


def fan(length: int) -> Rules:
    """One event sets all duties going."""
    for k in range(length):
        yield "e.n0", f"e.n{k + 1}", ""


def cycle(length: int) -> Rules:
    """A chain that ends where it begins."""
    for k in range(length):
        yield f"e.n{k}", f"e.n{(k + 1) % length}", ""


def apart(length: int) -> Rules:
    """Duties that have nothing to do with one another."""
    for k in range(length):
        yield f"e.n{2 * k}", f"e.n{2 * k + 1}", ""


SHAPES: dict[str, Callable[[int], Rules]] = {
    "chain": chain,
    "fan": fan,
    "cycle": cycle,
    "defaults": defaults,
    "apart": apart,
}


def rule_file(shape: str, size: int, days: int = 2) -> str:
    """Return the rule file of a regime of a shape and so many rules, with two questions."""
    rules = [*SHAPES[shape](size)]
    events = dict.fromkeys(event for trigger, act, _ in rules for event in (trigger, act))
    last = rules[0][1] if shape == "apart" else rules[-1][1]
    last = rules[-1][0] if shape == "cycle" else last
    questions = {"q.far": (rules[0][0], last), "q.near": (rules[0][0], rules[0][1])}
    lines = [
        f"regime: {shape}-{size}",
        "name: {zh: 大例, en: large example}",
        "document:",
        "  title: {zh: 大例, en: large example}",
        "  level: county",
        "  issued: 2024-03-01",
        "  in-force: 2024-03-01",
        "vocabulary:",
        "  events:",
        *(f"    {event}: {{label: {{zh: 事{event}, en: event {event}}}}}" for event in events),
        "rules:",
    ]
    for k, (trigger, act, default) in enumerate(rules):
        lines += [
            f"  - id: r{k}",
            f'    article: "{k + 1}"',
            f"    on: {trigger}",
            "    bearer: regulator",
            f"    act: {act}",
            f"    deadline: {days} working days",
        ]
        lines += [f"    on-expiry: {default}"] if default else []
    lines += ["properties:"]
    for name, (trigger, response) in questions.items():
        label = f"label: {{zh: 问{name}, en: question {name}}}"
        lines += [f"  {name}: {{{label}, trigger: {trigger}, response: {response}}}"]
    return "\n".join(lines) + "\n"


def arguments(command: str, file: Path, other: Path, out: Path) -> list[str]:
    """Return the words of a command about a regime; ``other`` is the same with longer limits."""
    match command:
        case "diff":
            return ["diff", str(file), str(other)]
        case "amend":
            return ["amend", str(file), "--require", "q.near within 1 assuming everyone"]
        case "export":
            return ["export", str(file), "--property", "q.far", "--out", str(out)]
        case "capacity":
            return [
                "capacity",
                str(file),
                "--rule",
                "r0",
                "--rate",
                "5",
                "--burst",
                "5",
                "--per-day",
                "10",
            ]
        case "verify" | "bounds" | "trust":
            return [command, str(file), "--property", "q.far"]
        case _:
            return [command, str(file)]


def measured(words: list[str]) -> tuple[int, float, float, int, str]:
    """Return status, seconds of processor and of clock, megabytes, and the end of what was said."""
    began = time.monotonic()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen([sys.executable, "-c", _MAIN, *words], stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        taken = time.monotonic() - began
        said.seek(0)
        lines = said.read().decode(errors="replace").strip().splitlines()
    end = lines[-1][:110] if lines else ""
    return os.waitstatus_to_exitcode(status), used.ru_utime, taken, used.ru_maxrss // 1024, end


def main(words: list[str]) -> None:
    """Print what each command costs on each shape at each size."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--sizes", nargs="*", type=int, default=SIZES)
    asked.add_argument("--shapes", nargs="*", default=[*SHAPES])
    asked.add_argument("--commands", nargs="*", default=COMMANDS)
    asked.add_argument("--timeout", type=float, default=TIMEOUT)
    chosen = asked.parse_args(words)
    limit = ["--timeout", str(chosen.timeout)] if chosen.timeout else []
    print(f"{'command':9} {'shape':9} {'rules':>5} status processor  clock  memory  last line")
    with tempfile.TemporaryDirectory() as folder:
        for size in chosen.sizes:
            for shape in chosen.shapes:
                file, other = Path(folder) / f"{shape}-{size}.yaml", Path(folder) / "other.yaml"
                file.write_text(rule_file(shape, size), "utf-8")
                longer = rule_file(shape, size, 3).replace(f"regime: {shape}", "regime: other", 1)
                other.write_text(longer, "utf-8")
                for command in chosen.commands:
                    given = arguments(command, file, other, Path(folder) / "out")
                    status, used, taken, memory, end = measured([*given, *limit])
                    row = f"{command:9} {shape:9} {size:5} {status:6} {used:9.1f} {taken:6.1f}"
                    print(f"{row} {memory:5} MB  {end}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
