"""The questions that commands put to model and solver, each with its whole answer."""
