"""An experiment: a design carried out, and its answer read from the folder of its results."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from shenguan import shown
from shenguan.answer import Answer
from shenguan.language import spoken

if TYPE_CHECKING:
    from experiments.designs.point import Design
    from experiments.experiment.ask import Answered
    from experiments.running.pools import Pool
    from shenguan.arguments import AnyDesign, AnyMeasure, Several


@dataclass(frozen=True)
class Experiment:
    """An experiment that can be carried out."""

    design: Design

    def run(
        self,
        *,
        out: str | PathLike[str] | None = None,
        workers: int | None = None,
        cluster: str | None = None,
        resume: bool = False,
        page: bool = True,
        engine: str | None = None,
    ) -> Answer[Answered]:
        """Do what is still to be done and return the answer.

        It works in processes of its own, so that a script must call it below
        ``if __name__ == "__main__":``.

        Parameters
        ----------
        out
            The folder of the results; ``out/`` and the name of the design unless given.
        workers
            How many processes; one for each processor unless given.
        cluster
            The address of a Dask scheduler, instead of processes here.
        resume
            Whether to go on with the results of this design that stand in the folder.
        page
            Whether the folder gets a page, too.
        engine
            What runs the years, ``simpy`` or ``compiled``; the results are the same. Compiled where
            it can be, unless given.

        Raises
        ------
        Complaint
            As the command does, such as where results stand in the folder already.
        """
        from experiments.experiment.carry import carry_out, opened
        from experiments.experiment.show import NAMES, REPORT, write_page
        from experiments.show.ours import spare_folder
        from model.language import Complaint
        from shenguan import arguments
        from verify.arguments import flag

        place = arguments.path(Path("out") / self.design.id if out is None else out, "out")
        processes = None if workers is None else arguments.ranged(workers, "workers", 1, 1024)
        chosen = arguments.engine(engine)
        address, paged = arguments.text(cluster, "cluster"), flag(page, "page")
        if address and processes:
            raise Complaint("experiment.workers-and-cluster")
        if paged:
            spare_folder(place / REPORT, NAMES)
        with opened(self.design, place, flag(resume, "resume")) as store:
            carry_out(store, lambda: _pool(processes, address), engine=chosen)
        if len(store) and paged:
            write_page(place, spoken())
        return show(place)

    def show(
        self, folder: str | PathLike[str] | None = None, *, measures: Several[AnyMeasure] = ()
    ) -> Answer[Answered]:
        """Return what the results in a folder answer; see :func:`show`."""
        return show(Path("out") / self.design.id if folder is None else folder, measures=measures)


def _pool(workers: int | None, cluster: str | None) -> Pool:
    import os

    from experiments.running.pools import Cluster, Processes

    return Cluster(cluster) if cluster else Processes(workers or os.cpu_count() or 1)


def experiment(design: AnyDesign) -> Experiment:
    """Return an experiment by the name of a shipped design, by its file, or by the design itself.

    Raises
    ------
    Mistakes
        Every mistake in the file, each with its place.
    Complaint
        When there is none of that name, or the file cannot be read.
    """
    from shenguan import arguments

    return Experiment(arguments.design(design))


def show(folder: str | PathLike[str], *, measures: Several[AnyMeasure] = ()) -> Answer[Answered]:
    """Return what the results in a folder answer.

    Parameters
    ----------
    measures
        By identifier, by label, or as such; those of the design unless some are given.

    Raises
    ------
    Complaint
        When there are no results, or for a measure that there is not.
    """
    from experiments.experiment.ask import ask
    from shenguan import arguments

    place, names = arguments.path(folder, "folder"), arguments.measures(measures)
    return Answer(ask(place, names, cases=True), shown.answered)
