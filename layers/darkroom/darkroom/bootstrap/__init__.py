"""Builds each function's use cases from its settings, once per process.

One module a function, because a cold start pays for every import: the api never loads the photo
engine, and the workers never load the HTTP stack.
"""
