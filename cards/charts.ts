import { escapeMarkdown } from './markdown.ts';
import type { Json } from './render.ts';
import type { Words } from './strings.ts';

/** A slice or a bar: its words, its number, and a colour name of Teams' charts. */
export interface ChartPart {
  name: string;
  value: number;
  color: 'good' | 'warning' | 'attention' | 'neutral' | 'categoricalBlue' | 'categoricalPurple';
}

/**
 * Shares of a whole. Teams draws it (msteams-docs: charts-in-adaptive-cards; the card types of Microsoft's own SDK); every
 * other client reads `fallback`, which says the same in words. Colour and area never speak alone, and a phone has no
 * pointer to hold over a slice, so its number stands in the legend. A title is drawn only where `showTitle` says so.
 */
export function donutChart(title: string, parts: readonly ChartPart[], t: Words): Json {
  return {
    type: 'Chart.Donut',
    title,
    showTitle: true,
    showLegend: true,
    data: parts.map(({ name, value, color }) => ({
      legend: t('insight.counted', { what: name, count: value }),
      value,
      color,
    })),
    fallback: inWords(title, parts),
  };
}

/** One bar after the other, as of months, each with its number. */
export function barChart(title: string, parts: readonly ChartPart[]): Json {
  return {
    type: 'Chart.VerticalBar',
    title,
    showTitle: true,
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
