"""Darkroom's engine against other engines: the same jobs on the same photos, one core for each."""
