"""One program for each engine: it reads jobs, does them, and says how long each took.

A driver written in Python runs in the interpreter of its engine, so it imports nothing but that
engine, the standard library, and the few modules here that need no more than that.
"""
