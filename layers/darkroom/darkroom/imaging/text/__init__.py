"""Text as pixels, in any script that there is a font for.

A paragraph is split into grapheme clusters, each given a font and a place in the reading order,
broken into lines, shaped by HarfBuzz and drawn as a mask. Lengths are in ems, the size of the
text, until it is drawn.
"""
