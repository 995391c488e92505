"""Answers about regimes: which is best, where work waits, what a holiday does, who pays."""
