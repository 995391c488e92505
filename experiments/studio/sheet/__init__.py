"""The screen from which the answer is taken away, on one sheet."""
