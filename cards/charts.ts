import { escapeMarkdown } from './markdown.ts';
import type { Json } from './render.ts';

/** A slice or a bar: its words, its number, and a colour name of Teams' charts. */
export interface ChartPart {
  name: string;
  value: number;
  color: 'good' | 'warning' | 'attention' | 'neutral' | 'categoricalBlue' | 'categoricalPurple';
}

/**
 * Shares of a whole. Teams draws it (msteams-docs: charts-in-adaptive-cards); every other client reads `fallback`, which
 * says the same in words, because colour and area never speak alone.
 */
export function donutChart(title: string, parts: readonly ChartPart[]): Json {
  return {
    type: 'Chart.Donut',
    title,
    data: parts.map(({ name, value, color }) => ({ legend: name, value, color })),
    fallback: inWords(title, parts),
  };
}

/** One bar after the other, as of months. */
export function barChart(title: string, parts: readonly ChartPart[]): Json {
  return {
    type: 'Chart.VerticalBar',
    title,
    showBarValues: true,
    data: parts.map(({ name, value, color }) => ({ x: name, y: value, color })),
    fallback: inWords(title, parts),
  };
}

function inWords(title: string, parts: readonly ChartPart[]): Json {
  return {
    type: 'Container',
    spacing: 'Medium',
    items: [
      { type: 'TextBlock', text: escapeMarkdown(title, 200), weight: 'Bolder', wrap: true },
      {
        type: 'FactSet',
        spacing: 'Small',
        facts: parts.map(({ name, value }) => ({ title: escapeMarkdown(name, 60), value: String(value) })),
      },
    ],
  };
}
