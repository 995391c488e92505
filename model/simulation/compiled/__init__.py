"""The compiled engine: the same year as that of SimPy, as arrays and functions of machine code.

Every event, duty and record of attention is that of the readable engine, in the same order; its
modules are divided as that engine's are, and ``tests/test_engines.py`` holds the two against each
other. Without numba the same functions run as plain Python, slowly.
"""
