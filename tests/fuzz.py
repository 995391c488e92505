"""Attacks on the border, by hand: ``python -m tests.fuzz [--mutations N] [--arguments] [CASE …]``.

A case is called ``rule:17`` or ``verify:--within:3``; naming it does that one again. Every call has
a process that can be ended: it may take so many seconds of a processor and so much memory. What
holds is counted, what does not is printed with the name of its case.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import click

from experiments import designs, scenarios
from experiments.audit.accepted import read_accepted
from experiments.command import run
from experiments.command.commands import root
from model.calendar import chinese_calendar
from model.language import Complaint, Lang
from model.visible import UNSEEN
from protocols.calendar_file import read_calendar
from protocols.mistakes import Mistakes
from tests.mutations import ABSURD, SMALL, mutated

SECONDS, MEMORY = 20.0, 1_000_000_000
"""What one call may take: seconds of a processor, and bytes."""

SUBJECTS = ("rule", "scenario", "design", "calendar", "accepted")
ASKED = "approval.decided -> approval-info.claimed within 30"
REGIME = str(SMALL / "01-issue-push-claim.yaml")
OTHER = str(SMALL / "02-issue-push-deleted.yaml")

FOLLOWED: dict[str, list[list[str]]] = {
    "rule": [
        ["show", "FILE", "--readings"],
        ["coverage", "FILE"],
        ["readings", "FILE", "--property", "approval-push-claimed"],
        ["verify", "FILE", "--property", "decision-reaches-supervision"],
        ["bounds", "FILE", "--property", "approval-push-claimed"],
        ["trust", "FILE", "--property", "approval-push-claimed"],
        ["diff", "FILE", "guanxian", "--property", "approval-push-claimed"],
        ["export", "FILE", "--property", "approval-push-claimed", "--out", "OUT"],
        ["amend", "FILE", "--require", "decision-reaches-supervision within 5"],
        ["audit", "FILE", "--kind", "no-deadline"],
        ["capacity", "FILE"],
        ["simulate", "FILE"],
    ],
    "scenario": [["simulate", REGIME, "--scenario", "FILE"]],
    "design": [["experiment", "run", "FILE", "--out", "/dev/null/x"]],
    "calendar": [["verify", REGIME, "--calendar", "FILE", "--ask", ASKED]],
    "accepted": [["audit", REGIME, "--accepted", "FILE"]],
}
"""What is called with a mutated file; one of these, after ``check`` where it is a rule file."""

EVERY = {"rule": 3, "scenario": 20, "design": 3, "calendar": 5, "accepted": 5}
"""Which of the files that are read without a mistake are used as well: each so manieth."""


@dataclass(frozen=True)
class Outcome:
    """What came of a case: how it held, or why it did not."""

    case: str
    held: str = ""
    failure: str = ""


def calls(case: str, folder: Path) -> Iterator[list[str]]:
    """Yield the calls of a case; a later one is made where those before ended without mistakes."""
    subject, _, number = case.partition(":")
    if subject not in SUBJECTS:
        yield words_of(case, folder)
        return
    file = folder / "case.yaml"
    file.write_bytes(mutated(subject, int(number)))
    names = {"FILE": str(file), "OUT": str(folder / "out")}
    yield ["check", str(file)] if subject == "rule" else [subject, str(file)]
    if int(number) % EVERY[subject] == 0:
        followed = FOLLOWED[subject]
        chosen = followed[int(number) // EVERY[subject] % len(followed)]
        yield [names.get(word, word) for word in chosen]


READ: dict[str, Callable[[Path], object]] = {
    "scenario": lambda path: scenarios.find(str(path)),
    "design": lambda path: designs.find(str(path)),
    "calendar": lambda path: read_calendar(path, chinese_calendar()),
    "accepted": read_accepted,
}
"""How a mutated file is read where no command does just that."""


def called(words: list[str], lang: Lang) -> int:
    """Call a command, or only read a file, and return the status."""
    if words[0] not in READ:
        return run(words, lang)
    try:
        READ[words[0]](Path(words[1]))
    except (Mistakes, Complaint) as refused:
        print(refused.say().in_(lang))
        return 2
    return 0


def commands() -> dict[str, click.Command]:
    """Every command by its words, found in the program itself."""
    context, top = click.Context(root(), obj="en"), root()
    found: dict[str, click.Command] = {}
    for name in top.list_commands(context):
        command = top.get_command(context, name)
        if isinstance(command, click.Group):
            for under in command.list_commands(context):
                found[f"{name} {under}"] = command.get_command(context, under)  # type: ignore[assignment]
        elif command is not None:
            found[name] = command
    return found


def argument_cases() -> list[str]:
    """The cases of absurd arguments: each parameter of each command, each absurd value."""
    return [
        f"{name}:{parameter.opts[0]}:{number}"
        for name, command in commands().items()
        for parameter in command.params
        if not getattr(parameter, "is_flag", False)
        for number in range(len(values(Path())))
    ]


def values(folder: Path) -> list[str]:
    """The absurd values of arguments: those of files, and files that are none."""
    special = ("huge.yaml", "pipe.yaml", "folder.yaml", "\udcff.yaml", "a\nb.yaml", "no\a.yaml")
    paths = [str(folder / name) for name in special]
    devices = ["/dev/full", "/dev/null", "/dev/zero", "/", "/dev/null/x", "a" * 300, "~", "."]
    return [*(one.replace("\0", "") for one in ABSURD), *paths, *devices, "--", "=", "a=b=c"]


def words_of(case: str, folder: Path) -> list[str]:
    """The words of a call with one absurd argument, and whatever else the command must have."""
    name, option, number = case.rsplit(":", 2)
    command = commands()[name]
    absurd = values(folder)[int(number)]
    if (option, absurd) == ("--out", "/"):
        absurd = "/proc"  # where not even the mightiest user can write
    words = name.split()
    if option != "--timeout" and any(one.opts[0] == "--timeout" for one in command.params):
        words += ["--timeout", f"{SECONDS / 2:g}"]  # what is absurd may mean all that is shipped
    for parameter in command.params:
        if parameter.opts[0] == option:
            words += [absurd] if parameter.param_type_name == "argument" else [option, absurd]
        elif parameter.required or parameter.metavar == "[REGIME]...":
            words += _usual(parameter, folder)
    return words


def _usual(parameter: click.Parameter, folder: Path) -> list[str]:
    """What a parameter that must be given usually is."""
    if parameter.param_type_name == "option":
        return [parameter.opts[0], ASKED]
    metavar = parameter.metavar or ""
    if "REGIME" in metavar:
        return [REGIME, OTHER][: 2 if parameter.nargs == -1 and parameter.required else 1]
    return [str(folder / "new.yaml") if "FILE" in metavar else "tiny"]


def prepare(folder: Path) -> None:
    """Make the files that are none."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "folder.yaml").mkdir()
    os.mkfifo(folder / "pipe.yaml")
    with (folder / "huge.yaml").open("wb") as file:
        file.truncate(50_000_000)
    for name in ("\udcff.yaml", "a\nb.yaml", "no\a.yaml"):
        shutil.copy(REGIME, folder / name)
    os.chdir(folder)


def outcome(case: str, folder: Path) -> Outcome:
    """Do a case in this process and return what came of it."""
    status = 0
    for words in calls(case, folder):
        told = io.StringIO()
        try:
            with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
                status = called(words, "zh" if sum(case.encode()) % 2 else "en")
        except BaseException:
            return Outcome(case, failure=f"{words!r:.300}\n{traceback.format_exc()[-1500:]}")
        if unseen := UNSEEN.search(told.getvalue()):
            near = told.getvalue()[max(0, unseen.start() - 60) : unseen.end() + 20]
            return Outcome(
                case, failure=f"{words!r:.300}\nlets {unseen.group()!r} through: {near!r}"
            )
        if "Traceback" in told.getvalue() or status not in range(5):
            return Outcome(case, failure=f"{words!r:.300}\n{status}: {told.getvalue()[-800:]}")
        if status == 2:
            return Outcome(case, "refused" if told.getvalue().strip() else "refused in silence")
    return Outcome(case, f"ended with {status}")


def _work(cases: Sequence[str], folder: Path, sent: Connection) -> None:
    sys.stdin.close()
    for case in cases:
        prepare(folder)
        sent.send(None)  # it begins
        sent.send(outcome(case, folder))
    sent.close()


def outcomes(cases: Sequence[str]) -> Iterator[Outcome]:
    """Yield what comes of cases; a process that takes too much is ended, and another goes on."""
    context, rest = get_context("spawn"), list(cases)
    with tempfile.TemporaryDirectory() as folder:
        while rest:
            ours, theirs = context.Pipe(duplex=False)
            place = Path(folder) / f"{len(rest)}"
            process = context.Process(target=_work, args=(rest[:400], place, theirs))
            process.start()
            theirs.close()
            try:
                for found in _watched(ours, process.pid or 0, rest):
                    rest.pop(0)
                    yield found
            finally:  # not a daemon, which may have no workers of its own, as `compare` has
                process.kill()
                process.join()


def _watched(ours: Connection, process: int, rest: Sequence[str]) -> Iterator[Outcome]:
    """Yield what a process sends until it ends, or must be ended."""
    begun = _spent(process)
    for case in rest[:400]:
        while True:
            try:
                if ours.poll(0.2):
                    sent = ours.recv()
                    if sent is not None:
                        yield sent
                        break
                    begun = _spent(process)
            except EOFError:
                yield Outcome(case, failure="the process died")
                return
            if _spent(process) - begun > SECONDS:
                yield Outcome(case, failure=f"took more than {SECONDS:.0f} s")
                return
            if _held(process) > MEMORY:
                yield Outcome(case, failure=f"took {_held(process) / 1e9:.1f} GB")
                return


def _spent(process: int) -> float:
    """Seconds of a processor that a process has used, or has slept for where it waits for ever."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    ticks = sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")
    return max(ticks, _asleep(process, fields[0], ticks))


_SINCE: dict[int, tuple[float, float]] = {}


def _asleep(process: int, state: str, ticks: float) -> float:
    """How far a process that does nothing counts as being at work: as long as it has slept."""
    before, since = _SINCE.get(process, (-1.0, 0.0))
    if ticks != before or state != "S":
        _SINCE[process] = (ticks, time.monotonic())
        return ticks
    return ticks + time.monotonic() - since


def _held(process: int) -> int:
    """Bytes that a process holds in memory."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf(
            "SC_PAGE_SIZE"
        )
    except OSError:
        return 0


def main() -> int:
    """Do the cases asked for, print what does not hold and the counts of what does."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("cases", nargs="*", help="names of cases to do again")
    parser.add_argument("--mutations", type=int, default=0, help="of all subjects together")
    parser.add_argument("--first", type=int, default=0, help="number of the first mutation")
    parser.add_argument("--arguments", action="store_true", help="absurd arguments of all commands")
    asked = parser.parse_args()
    cases = list(asked.cases)
    each = -(-asked.mutations // len(SUBJECTS))
    cases += [f"{one}:{asked.first + n}" for n in range(each) for one in SUBJECTS]
    cases += argument_cases() if asked.arguments else []
    held: Counter[tuple[str, str]] = Counter()
    failed = 0
    for found in outcomes(cases):
        subject = found.case.split(":")[0]
        held[subject, found.held or "FAILED"] += 1
        if sys.stderr.isatty():
            print(f"{sum(held.values())} of {len(cases)}", end="\r", file=sys.stderr)
        if found.failure:
            failed += 1
            print(f"{found.case}: {found.failure}\n", flush=True)
    for (subject, how), count in sorted(held.items()):
        print(f"{subject:18} {how:20} {count:6}")
    print(f"{len(cases)} cases, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
