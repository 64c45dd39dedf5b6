"""Darkroom on one machine: AWS's own function runtime, moto for the rest, no Docker."""
