import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dealCard } from '../../cards/deal-card.ts';
import { viewDeal } from '../../dialogs/view-deal.ts';
import { dealKind } from '../../services/deals/lifecycle.ts';
import { NEVER_QUIET, parseLadder } from '../../services/deals/ladder.ts';
import { type DealSituation, planDeliveries } from '../../services/deals/plan-deliveries.ts';
import type { Place } from '../../services/people/place.ts';
import { openStore } from '../../services/store/database.ts';
import { endDecision, openDecision } from '../../services/store/decisions.ts';
import { inbound } from '../services/deals/inbound.ts';
import { newDecision } from '../services/deals/new-decision.ts';
import { sampleChannel, samplePlace } from '../services/deals/sample-place.ts';
import { ANN, setStage } from '../services/deals/stage.ts';

/** `UPDATE_SCENARIOS=1` writes what is now; look at the difference before you commit it. */
const IS_UPDATE = process.env['UPDATE_SCENARIOS'] === '1';

/** `_situation.json`: what differs from the sample deal and the sample places. README.md says what each name means. */
interface Situation extends Pick<DealSituation, 'version' | 'firstSeenAt' | 'now' | 'posted' | 'digests'> {
  deal: Partial<DealSituation['deal']>;
  places: Partial<Place>[];
  access: Record<string, boolean>;
  told: string[];
  ladder: string;
  quietHours: DealSituation['rules']['quietHours'];
  decided?: { verb: string; at: Date };
  card?: 'personal' | 'channel';
}

const ordinary = {
  version: 1,
  posted: [],
  digests: [],
  access: {},
  told: [],
  ladder: 'none',
  quietHours: null,
} satisfies Partial<Situation>;

for (const folder of readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
)) {
  const path = join(import.meta.dirname, folder.name);
  const notes = readFileSync(join(path, 'notes.txt'), 'utf8');

  it(`${folder.name}: ${notes.split('\n')[0]}`, async () => {
    const situation = readSituation(join(path, '_situation.json'));
    const { kind, ...rest } = dealSituation(situation);
    agree(join(path, 'deliveries.json'), { kind, deliveries: planDeliveries({ kind, ...rest }) });
    for (const locale of ['en', 'fr'] as const)
      agree(join(path, `card.${locale}.json`), await cardOf(situation, locale));
  });
}

function readSituation(path: string): Situation {
  const moments = (name: string, value: unknown) =>
    typeof value === 'string' && (name === 'now' || name === 'at' || name.endsWith('At'))
      ? new Date(value)
      : value;
  const given = JSON.parse(readFileSync(path, 'utf8'), moments) as Partial<Situation> &
    Pick<Situation, 'now'>;
  return { ...ordinary, deal: {}, places: [], firstSeenAt: given.now, ...given };
}

function dealSituation(situation: Situation): DealSituation {
  const { access, told, ladder, quietHours, version, firstSeenAt, posted, digests, now } = situation;
  const deal = inbound(situation.deal);
  const steps = parseLadder(ladder);
  assert.ok(steps, `cannot read the ladder ${ladder}`);
  return {
    deal,
    kind: dealKind(deal, new Set(['our-organization'])),
    places: situation.places.map(placeOf),
    blind: new Set(Object.keys(access).filter((person) => !access[person])),
    told: new Set(told),
    rules: { ladder: steps, quietHours: quietHours ?? NEVER_QUIET, digestHour: 9 },
    settings: new Map(),
    version,
    firstSeenAt,
    posted,
    digests,
    now,
  };
}

function placeOf(changes: Partial<Place>): Place {
  return changes.kind === undefined || changes.kind === 'personal'
    ? samplePlace(changes)
    : sampleChannel(changes);
}

/** The stored card, as the occasion `new` draws it; null where the scenario is about no card. */
async function cardOf(situation: Situation, locale: 'en' | 'fr') {
  if (!situation.card) return null;
  const store = await openStore('sqlite::memory:');
  try {
    const stage = { ...setStage(store), clock: { now: () => situation.now } };
    if (situation.decided) await keepDecision(situation.decided);
    const { deal, kind, version, firstSeenAt } = dealSituation(situation);
    const stored = { deal, kind, version, firstSeenAt, recordedAt: situation.now, goneAt: null };
    const viewing = { ...stage, dealUrlTemplate: 'https://partner.example/{id}' };
    const { timeZone, redaction } = placeOf({ kind: situation.card });
    return dealCard(await viewDeal(viewing, stored), { locale, timeZone, redaction });
  } finally {
    await store.stop();
  }

  async function keepDecision({ verb, at }: NonNullable<Situation['decided']>): Promise<void> {
    await openDecision(store.db, newDecision('d-1', ANN, { verb }));
    await endDecision(store.db, 'd-1', 'done', 'done', at);
  }
}

/** What is there says what is expected; where nothing is expected no file may be. */
function agree(path: string, actual: unknown): void {
  if (IS_UPDATE && actual !== null) writeFileSync(path, `${JSON.stringify(actual, null, 2)}\n`);
  const expected: unknown = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
  assert.deepEqual(JSON.parse(JSON.stringify(actual)), expected);
}
