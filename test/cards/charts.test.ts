import assert from 'node:assert/strict';
import type { Reader } from '../../cards/reader.ts';
import { faultsOf, nodesOf } from './card-rules.ts';
import { insightCards } from './insight-cards.ts';

type Node = Record<string, unknown>;
/** By property: is this value one that Teams understands? */
type Checks = Record<string, (value: unknown) => boolean>;

const isText = (value: unknown) => typeof value === 'string' && value.trim() !== '';
const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const isTrue = (value: unknown) => value === true;

/** The named colours of Teams' charts (msteams-docs: charts-in-adaptive-cards; nothing else is drawn). */
const COLORS = new Set([
  'good',
  'warning',
  'attention',
  'neutral',
  ...['Red', 'Purple', 'Lavender', 'Blue', 'LightBlue', 'Teal', 'Green', 'Lime', 'Marigold'].map(
    (name) => `categorical${name}`,
  ),
]);
const isColor = (value: unknown) => COLORS.has(String(value));

/**
 * What each chart must say, and how. Names and types are those of msteams-docs (charts-in-adaptive-cards), `showTitle` and
 * `showLegend` of the card types in Microsoft's SDK for Teams (2.0.16): a title is not drawn without the former.
 */
const CHARTS: Record<string, { own: Checks; point: Checks }> = {
  'Chart.Donut': {
    own: { title: isText, showTitle: isTrue, showLegend: isTrue },
    point: { legend: isText, value: isNumber, color: isColor },
  },
  'Chart.VerticalBar': {
    own: { title: isText, showTitle: isTrue, showBarValues: isTrue },
    point: { x: isText, y: isNumber, color: isColor },
  },
};

const LOCALES = ['en', 'fr'] as const;
const reader = (locale: (typeof LOCALES)[number]): Reader => ({
  locale,
  timeZone: 'Europe/Paris',
  redaction: 'full',
});
/** Every chart on any card with figures. */
const chartsIn = (locale: (typeof LOCALES)[number]): Node[] =>
  insightCards(reader(locale), 'Plant')
    .flatMap(([, card]) => nodesOf(card))
    .filter(({ type }) => String(type).startsWith('Chart.'));

function assertHas(node: Node, checks: Checks): void {
  for (const [name, isRight] of Object.entries(checks))
    assert.ok(isRight(node[name]), `${name} of ${JSON.stringify(node)}`);
}

describe('the charts of insights', () => {
  for (const locale of LOCALES) {
    it(`have each property that Teams asks for, in its form (${locale})`, () => {
      const charts = chartsIn(locale);
      assert.deepEqual(new Set(charts.map(({ type }) => type)), new Set(Object.keys(CHARTS)));
      for (const chart of charts) {
        const { own, point } = CHARTS[String(chart['type'])] ?? assert.fail();
        assertHas(chart, own);
        const points = chart['data'] as Node[];
        assert.ok(points.length > 0, 'a chart of nothing');
        for (const one of points) {
          assert.deepEqual(new Set(Object.keys(one)), new Set(Object.keys(point)));
          assertHas(one, point);
        }
      }
    });

    it(`are said in words by a fallback that every client draws, number for number (${locale})`, () => {
      for (const chart of chartsIn(locale)) {
        const fallback = chart['fallback'] as Node;
        const card = {
          ...insightCards(reader(locale), 'Plant')[0]?.[1],
          body: [fallback],
        } as Parameters<typeof faultsOf>[0];
        assert.deepEqual(faultsOf(card), []);
        const inside = nodesOf(fallback);
        assert.ok(inside.every(({ type }) => ['Container', 'TextBlock', 'FactSet'].includes(String(type))));
        assert.equal(inside.find(({ type }) => type === 'TextBlock')?.['text'], chart['title']);
        const facts = inside.find(({ type }) => type === 'FactSet')?.['facts'] as Node[];
        const points = chart['data'] as Node[];
        assert.deepEqual(
          facts.map(({ value }) => value),
          points.map(({ value, y }) => String(value ?? y)),
        );
        for (const [index, { title }] of facts.entries()) {
          const { legend, x } = points[index] ?? {};
          assert.ok(
            String(legend ?? x).startsWith(String(title)),
            `${String(legend ?? x)}: ${String(title)}`,
          );
        }
      }
    });

    it(`name each slice with its number: a phone has no pointer to hold over it (${locale})`, () => {
      const donuts = chartsIn(locale).filter(({ type }) => type === 'Chart.Donut');
      for (const { legend, value } of donuts.flatMap(({ data }) => data as Node[]))
        assert.match(String(legend), new RegExp(`^\\p{L}.*\u202f?: ${Number(value)}$`, 'u'));
    });
  }

  it('are left out where there is nothing to draw', () => {
    const [, empty] =
      insightCards(reader('en'), 'Plant').find(([name]) => name === 'insight of nothing') ?? assert.fail();
    assert.ok(!JSON.stringify(empty).includes('Chart.'));
  });
});
