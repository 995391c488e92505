"""Z3's expressions as text of SMT-LIB 2, in the standard's own terms and nothing else."""

from __future__ import annotations

import re

import z3

from verify.formula import Expr
from verify.prover import Prover

_SYMBOL = re.compile(r"\|[^|]*\||[^\s()|]+")
_PIECE = re.compile(r"\((?:or|and)(?=[\s(])|[()]|\|[^|]*\||[^()|]+")


def text(expression: Expr) -> str:
    """Return an expression as SMT-LIB, laid out as Z3 does; the same for equal expressions."""
    return _ascii(_standard(str(expression.sexpr())).strip())


def symbols(written: str) -> list[str]:
    """Return all words of a text, each once, in order.

    >>> symbols("(or |a b| c |a b|)")
    ['or', '|a b|', 'c']
    """
    return list(dict.fromkeys(_SYMBOL.findall(written)))


def constants(written: str) -> set[str]:
    """Return the words of a text that are named between bars, as all of the encoding's are.

    >>> constants("(>= |a b| 0)")
    {'|a b|'}
    """
    return {word for word in symbols(written) if word.startswith("|")}


def unknowns(prover: Prover) -> dict[int, tuple[str, str]]:
    """Return the name and the sort of each constant of an encoding, by Z3's number for it."""
    constants = [*prover.encoding.variables, *prover.limits.values(), *prover.given.values()]
    return {
        constant.get_id(): (text(constant), "Bool" if z3.is_bool(constant) else "Int")
        for constant in constants
    }


def declarations(
    prover: Prover, named: dict[int, tuple[str, str]], used: set[str]
) -> tuple[str, dict[str, str]]:
    """Return the logic, and by name the declaration of each constant.

    ``named`` are the known ones; where the constraints use others, Z3 is asked for them.
    """
    lines = {name: f"(declare-fun {name} () {sort})\n" for name, sort in named.values()}
    functions = False
    if not used <= lines.keys():
        solver = z3.Solver(ctx=prover.context)
        solver.add(prover.encoding.constraints)
        declared = [line for line in solver.to_smt2().splitlines() if line.startswith("(declare-")]
        functions = any(" () " not in line for line in declared)
        lines |= {symbols(_ascii(line))[1]: f"{_ascii(line)}\n" for line in declared}
    return "QF_UFLIA" if functions else "QF_LIA", dict(sorted(lines.items()))


def _standard(written: str) -> str:
    """The text without the disjunctions and conjunctions of one part, which the standard lacks."""
    kept: list[str] = []
    frames: list[list[int]] = []  # of each open parenthesis its place, if it may go, and its parts
    for piece in _PIECE.findall(written):
        if piece == ")":
            place, parts = frames.pop()
            alone = place >= 0 and parts == 1
            if alone:
                kept[place] = ""
            kept.append("" if alone else piece)
            continue
        if frames:
            frames[-1][1] += 1 if piece[0] in "(|" else len(piece.split())
        if piece[0] == "(":
            frames.append([len(kept) if len(piece) > 1 else -1, 0])
        kept.append(piece)
    return "".join(kept)


def _ascii(written: str) -> str:
    """The text with what is not ASCII spelled out; identifiers of rule files are ASCII anyway."""
    return re.sub(r"[^\x00-\x7f]", lambda found: f"_u{ord(found.group()):x}_", written)
