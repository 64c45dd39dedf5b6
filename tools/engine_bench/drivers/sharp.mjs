// sharp: shrink while loading, one pass per output; see protocol.py for the conversation.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const installed = process.argv[2];
const sharp = createRequire(`${installed}/`)("sharp");

const THUMBNAIL = 256;
const SCREEN = 1600;
const BRIGHTNESS = 1.2;
const SEPIA = { r: 150, g: 124, b: 92 };

// sharp would optimise the Huffman tables, which nobody else does here and which costs it a third.
const JPEG = { quality: 85, chromaSubsampling: "4:2:0", optimiseCoding: false };
const SQUARE = { width: THUMBNAIL, height: THUMBNAIL, fit: "inside" };

const opened = (photo) => sharp(photo, { failOn: "none", sequentialRead: true });
const saved = (image) => image.jpeg(JPEG).toBuffer();

const thumbnail = (photo) => saved(opened(photo).resize(SQUARE));
const resize = (photo) => saved(opened(photo).resize({ width: SCREEN }));
// A tint is a quarter faster than a matrix (recomb).
const sepia = (photo) => saved(opened(photo).tint(SEPIA));
// modulate({ brightness }) goes through LCH and takes four times as long.
const brightness = (photo) => saved(opened(photo).linear(BRIGHTNESS, 0));

// Faster than clones of one pipeline, each of which decodes for itself.
async function pair(photo) {
  const { data, info } = await opened(photo).resize({ width: SCREEN }).raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const screen = () => sharp(data, { raw: { width, height, channels } });
  return [await saved(screen().resize(SQUARE)), await saved(screen())];
}

const WORK = {
  thumbnail: async (photo) => [await thumbnail(photo)],
  resize: async (photo) => [await resize(photo)],
  sepia: async (photo) => [await sepia(photo)],
  brightness: async (photo) => [await brightness(photo)],
  pair,
  three: async (photo) => [...(await pair(photo)), await sepia(photo)],
};

async function answer({ job, photo, keep }) {
  const work = WORK[job];
  if (!work) return { error: "has no such operation" };
  const body = readFileSync(photo);
  try {
    const started = process.hrtime.bigint();
    const made = await work(body);
    const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
    if (keep) made.forEach((output, number) => writeFileSync(`${keep}-${number}`, output));
    return { milliseconds, bytes: made.map((output) => output.length) };
  } catch (error) {
    return { error: `says "${error.message.split("\n")[0]}"` };
  }
}

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

sharp.cache(false);
sharp.concurrency(1);
say({ versions: { "Node.js": process.versions.node, sharp: sharp.versions.sharp, libvips: sharp.versions.vips } });
for await (const line of createInterface({ input: process.stdin })) say(await answer(JSON.parse(line)));
