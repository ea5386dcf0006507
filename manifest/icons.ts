import { PNG } from 'pngjs';

/**
 * The app's two icons, as geometry: two rings that hold each other, for two companies with one deal, and the hands of
 * a clock in the second one, for its deadline. Drawn here because a picture made by arithmetic is the same everywhere.
 */

type Colour = readonly [red: number, green: number, blue: number, alpha: number];
interface Point {
  x: number;
  y: number;
}

const GROUND: Colour = [11, 90, 111, 255];
const WHITE: Colour = [255, 255, 255, 255];
const AMBER: Colour = [255, 200, 61, 255];
const CLEAR: Colour = [255, 255, 255, 0];

interface Sketch {
  /** Side of the square in pixels; all other measures too. */
  size: number;
  radius: number;
  /** Between the centres of the rings. */
  apart: number;
  stroke: number;
  /** What is left free where one ring passes under the other. */
  gap: number;
  hands: { stroke: number; minute: number; hour: number };
  colours: { ground: Colour; first: Colour; second: Colour };
}

/** Teams crops the colour icon to other shapes: the symbol keeps to the 120 pixels in the middle. */
const COLOR_ICON: Sketch = {
  size: 192,
  radius: 31,
  apart: 46,
  stroke: 12,
  gap: 4,
  hands: { stroke: 7, minute: 15, hour: 12 },
  colours: { ground: GROUND, first: WHITE, second: AMBER },
};

/** All on whole pixels, so that thin lines stay sharp. */
const OUTLINE_ICON: Sketch = {
  size: 32,
  radius: 8,
  apart: 12,
  stroke: 2,
  gap: 1.25,
  hands: { stroke: 2, minute: 4, hour: 3 },
  colours: { ground: CLEAR, first: WHITE, second: WHITE },
};

export const drawColorIcon = (): PNG => draw(COLOR_ICON);
export const drawOutlineIcon = (): PNG => draw(OUTLINE_ICON);

/** Samples a side of one pixel, for soft edges. */
const SAMPLES = 8;

function draw(sketch: Sketch): PNG {
  const { size } = sketch;
  const picture = new PNG({ width: size, height: size });
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const [red, green, blue, alpha] = pixelAt(sketch, x, y);
      picture.data.set([red, green, blue, alpha], (y * size + x) * 4);
    }
  }
  return picture;
}

/** The mean of the samples, each weighted by how opaque it is. */
function pixelAt(sketch: Sketch, x: number, y: number): Colour {
  const sum = [0, 0, 0, 0] as [number, number, number, number];
  for (let sample = 0; sample < SAMPLES * SAMPLES; sample += 1) {
    const column = sample % SAMPLES;
    const row = Math.floor(sample / SAMPLES);
    const at = { x: x + (column + 0.5) / SAMPLES, y: y + (row + 0.5) / SAMPLES };
    const [red, green, blue, alpha] = colourAt(sketch, at);
    sum[0] += red * alpha;
    sum[1] += green * alpha;
    sum[2] += blue * alpha;
    sum[3] += alpha;
  }
  const [red, green, blue, alpha] = sum;
  if (alpha === 0) return CLEAR;
  return [red / alpha, green / alpha, blue / alpha, alpha / (SAMPLES * SAMPLES)].map(Math.round) as never;
}

/** Above the middle the first ring lies over the second one, below it under it: so they hold each other. */
function colourAt({ size, radius, apart, stroke, gap, hands, colours }: Sketch, at: Point): Colour {
  const middle = size / 2;
  const first = { x: middle - apart / 2, y: middle };
  const second = { x: middle + apart / 2, y: middle };
  const onRing = (centre: Point) => Math.abs(distance(at, centre) - radius) - stroke / 2;
  const rings = [
    { edge: onRing(first), colour: colours.first },
    { edge: onRing(second), colour: colours.second },
  ];
  for (const { edge, colour } of at.y < middle ? rings : rings.toReversed()) {
    if (edge <= 0) return colour;
    if (edge <= gap) return colours.ground;
  }
  const minute = toLine(at, second, { x: second.x, y: second.y - hands.minute });
  const hour = toLine(at, second, { x: second.x + hands.hour, y: second.y });
  return Math.min(minute, hour) <= hands.stroke / 2 ? colours.second : colours.ground;
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}

/** How far a point is from a straight line between two points. */
function toLine(point: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const along = ((point.x - from.x) * dx + (point.y - from.y) * dy) / (dx * dx + dy * dy);
  const part = Math.min(1, Math.max(0, along));
  return distance(point, { x: from.x + part * dx, y: from.y + part * dy });
}
