"""Bytes to pixels and back: decoding, geometry, colour, encoding, limits and the sandbox."""
