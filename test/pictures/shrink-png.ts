import { crc32, deflateSync, inflateSync } from 'node:zlib';

/**
 * Writes a screenshot (8-bit RGB, as Chromium makes it) with a palette of its 256 commonest colours: a third of the size,
 * and on flat cards nobody sees the difference. Other PNGs come back as they are.
 */
export function shrinkPng(png: Buffer): Buffer {
  const { width, height, isRgb, pixels } = readPng(png);
  if (!isRgb) return png;
  const palette = commonest(pixels, 256);
  const index = nearestIn(palette);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = index(pixels[y * width + x]!);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colors = Buffer.from(palette.flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255]));
  return Buffer.concat([
    png.subarray(0, 8),
    chunk('IHDR', header),
    chunk('PLTE', colors),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Least squared distance in RGB at which two colours get a place each. */
const VISIBLE = 200;

interface Picture {
  width: number;
  height: number;
  isRgb: boolean;
  /** 0xRRGGBB, row by row. */
  pixels: Uint32Array;
}

function readPng(png: Buffer): Picture {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const isRgb = png[24] === 8 && png[25] === 2;
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  return {
    width,
    height,
    isRgb,
    pixels: isRgb ? unfilter(inflateSync(Buffer.concat(parts)), width, height) : new Uint32Array(),
  };
}

/** Undoes PNG's row filters (none, sub, up, average, Paeth). */
function unfilter(raw: Buffer, width: number, height: number): Uint32Array {
  const length = width * 3;
  const pixels = new Uint32Array(width * height);
  let above = new Uint8Array(length);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (length + 1)]!;
    const row = Uint8Array.from(raw.subarray(y * (length + 1) + 1, (y + 1) * (length + 1)));
    for (let i = 0; i < length; i++)
      row[i] = row[i]! + predict(filter, row[i - 3] ?? 0, above[i]!, i < 3 ? 0 : above[i - 3]!);
    for (let x = 0; x < width; x++)
      pixels[y * width + x] = (row[x * 3]! << 16) | (row[x * 3 + 1]! << 8) | row[x * 3 + 2]!;
    above = row;
  }
  return pixels;
}

function predict(filter: number, left: number, up: number, upLeft: number): number {
  if (filter === 4) {
    const [a, b, c] = [Math.abs(up - upLeft), Math.abs(left - upLeft), Math.abs(left + up - 2 * upLeft)];
    if (a <= b && a <= c) return left;
    return b <= c ? up : upLeft;
  }
  return [0, left, up, (left + up) >> 1][filter]!;
}

/** The commonest colours that differ visibly, so that shades of the background do not crowd out the colour of one word. */
function commonest(pixels: Uint32Array, most: number): number[] {
  const counts = new Map<number, number>();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const chosen: number[] = [];
  for (const [color] of [...counts].sort((a, b) => b[1] - a[1])) {
    if (chosen.length === most) break;
    if (chosen.every((other) => distance(color, other) >= VISIBLE)) chosen.push(color);
  }
  return chosen;
}

function nearestIn(palette: readonly number[]): (color: number) => number {
  const known = new Map(palette.map((color, index) => [color, index]));
  return (color) => {
    let index = known.get(color);
    if (index === undefined) {
      const distances = palette.map((other) => distance(color, other));
      index = distances.indexOf(Math.min(...distances));
      known.set(color, index);
    }
    return index;
  };
}

function distance(one: number, other: number): number {
  return [16, 8, 0].reduce((sum, shift) => sum + (((one >> shift) & 255) - ((other >> shift) & 255)) ** 2, 0);
}

function chunk(type: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
