"""What docs/benchmarks.md says around its figures."""

from tools.engine_bench.jobs import JPEGS

RATIOS = (
    "Darkroom's time over the other engine's: below 1, Darkroom is faster. The median of ratios"
    " taken round by round, and in brackets the middle half of them."
)
TIMES = (
    "Medians, in milliseconds, from the photo's bytes in memory to the results' bytes in memory."
    " Ratios travel between machines, milliseconds do not."
)
CLOSENESS = (
    "PSNR against the photo decoded in full and resized with Lanczos, uncompressed; more is closer."
    " The last column is that same reference saved as a JPEG of the outputs' quality."
)
MEMORY = (
    "The most resident memory (VmHWM) of a process that has done this one job and nothing else,"
    " less that of its bare interpreter; the photo's bytes are in it."
)
COSTS = (
    "Darkroom renders each photo in a forked child with limits, which the figures above leave out."
    " Forking one and hearing that it has nothing to say takes {fork:.1f} ms; reading a JPEG's"
    " header and planning three outputs {plan:.2f} ms. With the 12 MP photo, whose outputs come"
    " back through a pipe:"
)
PNG = (
    "Of our {total:.0f} ms, {decode:.0f} are Pillow's PNG decoder, and zlib needs {inflate:.0f} of"
    " those; the rest is the decoder's own loop over bytes that undoes the filters of rows."
)
WEBP = (
    "Of our {total:.0f} ms, {decode:.0f} are Pillow's WebP decoder, which always decodes the whole"
    " photo, as a frame of an animation, with alpha. libvips and sharp let libwebp shrink it."
)
RESIZE = (
    "Of our {total:.0f} ms, {decode:.0f} are libjpeg-turbo's, at the scale we choose; most of the"
    " rest is Pillow's resampler, which has no vector code. sharp's and libvips's have."
)
REASONS = {**dict.fromkeys(JPEGS, RESIZE), "PNG": PNG, "WebP": WEBP}
"""By the kind of photo."""

METHOD = """\
- Every engine is a process of its own that stays: starting it does not count, nor do files. The
  clock runs inside it.
- Every process is kept to the same one core. Asking for one thread is not enough: libvips writes
  in a second one, and decoders of AVIF start as many as there are cores. All have the C library ask
  for large pages (`GLIBC_TUNABLES`), as Darkroom's functions do on one machine.
- A round is every engine once, beginning with another one each time; rounds take the photos of a
  size in turn. A first pass warms up and is not counted. There are 5 to 15 rounds, as many as take
  about ten seconds. Memory, the sandbox and the planner are measured with the first photo.
- Outputs are JPEGs of quality 85, 4:2:0, baseline, with the standard Huffman tables (thumbor
  optimises its own, which it cannot be told not to). No photo has a profile or metadata, so nobody
  pays for dropping or converting them."""
