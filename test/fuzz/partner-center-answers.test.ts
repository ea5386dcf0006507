import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { acceptFormCard } from '../../cards/accept-form-card.ts';
import { dealCard } from '../../cards/deal-card.ts';
import { dealDetailCard } from '../../cards/deal-detail-card.ts';
import { dealListCard } from '../../cards/deal-list-card.ts';
import { dealPreview } from '../../cards/deal-preview.ts';
import { dealSummary } from '../../cards/deal-summary.ts';
import type { DealView } from '../../cards/deal-view.ts';
import { digestCard } from '../../cards/digest-card.ts';
import { newDealHalfCard } from '../../cards/new-deal-half-card.ts';
import { noticeCard } from '../../cards/notice-card.ts';
import type { Reader } from '../../cards/reader.ts';
import { shareChoiceCard, shareFormCard } from '../../cards/share-form-card.ts';
import type { Deal } from '../../services/deals/deal.ts';
import { dealType } from '../../services/deals/deal-type.ts';
import { deadlineBand } from '../../services/deals/expiry.ts';
import { gapsOf } from '../../services/deals/gaps.ts';
import { legalMoves } from '../../services/deals/lifecycle.ts';
import { errorCodes } from '../../services/referrals/error-body.ts';
import { isReferralError } from '../../services/referrals/errors.ts';
import { resolveNextLink } from '../../services/referrals/next-link.ts';
import { parsePage } from '../../services/referrals/resource.ts';
import { banners } from '../cards/every-card.ts';
import { faultsOf } from '../cards/card-rules.ts';
import { coSellForm } from '../cards/share-cards.ts';
import { NOW, reader, sampleView } from '../cards/sample-deal.ts';
import { inboundReferral } from '../support/partner-center.ts';
import { anyJson, assertNoPollution, hostileText, hugeJson, spoilt } from './hostile.ts';
import { markupIn } from './markup-in.ts';
import { tryCases } from './try-cases.ts';

const GOOD = { value: [inboundReferral({}, NOW)], '@odata.nextLink': null };
const KINDS: readonly DealView['kind'][] = ['inbound', 'outbound', 'lead', 'sister', 'peer'];
const READERS: readonly Reader[] = [reader, { ...reader, locale: 'fr', redaction: 'redacted' }];

function viewOf(deal: Deal, kind: DealView['kind']): DealView {
  return {
    ...sampleView,
    deal,
    kind,
    dealType: dealType(deal, kind),
    band: deadlineBand(deal, NOW),
    gaps: gapsOf(deal),
    verbs: legalMoves(deal, kind),
  };
}

/** The cards on which a deal stands. */
function cardsOf(view: DealView, reader: Reader) {
  const list = { list: 'inbound', items: [view], page: 1, pages: 1, total: 1 } as const;
  return [
    dealCard(view, reader),
    dealDetailCard(view, reader, { history: [] }),
    dealListCard(list, reader),
    digestCard({ reason: 'daily', items: [view], total: 1 }, reader),
    acceptFormCard(view, reader, {
      gaps: view.gaps,
      values: { name: view.deal.name },
      errors: {},
      draftId: 'd-1',
    }),
    shareChoiceCard(view, reader, { now: 'private', ways: ['partnerLed', 'coSell'], draftId: 'd-1' }),
    shareFormCard(view, reader, coSellForm()),
    newDealHalfCard(view, reader, { invitation: 'refused', draftId: 'd-1' }),
  ];
}

/** The deals of an answer; none where it is refused for what it is. */
function dealsOf(answer: unknown): Deal[] {
  try {
    return parsePage(answer).deals;
  } catch (error) {
    assert.ok(isReferralError(error, 'malformed'), String(error));
    return [];
  }
}

describe('any answer of Partner Center', () => {
  it('is a list of deals, or is refused as malformed', () =>
    tryCases(
      'Partner Center',
      { short: 500, long: 15_000 },
      fc.oneof(hugeJson, spoilt(GOOD, hugeJson)),
      (answer) => {
        for (const { id } of dealsOf(answer)) assert.match(id, /^[\w-][\w.~-]{0,199}$/);
        assertNoPollution();
      },
    ));

  it('makes cards that clients draw, with nothing live in them', () =>
    tryCases(
      'cards',
      { short: 60, long: 6000 },
      fc.tuple(spoilt(GOOD), fc.constantFrom(...KINDS), fc.constantFrom(...READERS)),
      ([answer, kind, reader]) => {
        for (const deal of dealsOf(answer)) {
          const view = viewOf(deal, kind);
          for (const card of cardsOf(view, reader)) {
            assert.deepEqual(faultsOf(card), []);
            assert.deepEqual(markupIn(card), []);
          }
          assert.ok(!dealSummary(view, reader, NOW).includes('${'));
          const { title, text } = dealPreview(view, reader).content;
          assert.doesNotMatch(title + text, /</);
        }
      },
    ));

  it('gives banners and notices no power: names, codes, queries', () =>
    tryCases('cards', { short: 15, long: 400 }, hostileText, (text) => {
      for (const banner of banners(text))
        assert.deepEqual(markupIn(dealCard({ ...sampleView, banner }, reader)), []);
      assert.deepEqual(markupIn(noticeCard({ kind: 'notFound', args: { query: text } }, reader)), []);
    }));

  it('leads to no other host by its next page', () =>
    tryCases(
      'Partner Center',
      { short: 500, long: 10_000 },
      fc.oneof(hostileText, fc.webUrl(), LINKS),
      (link) => {
        const collection = new URL('https://api.partner.microsoft.com/v1.0/engagements/referrals');
        try {
          const { url, fallback } = resolveNextLink(collection, link);
          assert.equal(url.origin, collection.origin);
          assert.equal(fallback.origin, collection.origin);
          assert.equal(url.username + url.password, '');
        } catch (error) {
          assert.ok(isReferralError(error, 'malformed'), String(error));
        }
      },
    ));

  it('that tells of an error is read for short codes only', () =>
    tryCases('Partner Center', { short: 300, long: 5000 }, anyJson, (body) => {
      for (const code of errorCodes(body)) assert.ok(code.length <= 200);
    }));
});

/** Our own host, made to look like another one and the other way round. */
const LINKS = fc
  .tuple(
    fc.constantFrom('http', 'https', 'ftp', 'javascript', 'file'),
    fc.constantFrom('', 'user@', 'api.partner.microsoft.com@', 'a:b@'),
    fc.constantFrom(
      'api.partner.microsoft.com',
      'api.partner.microsoft.com.',
      'API.PARTNER.MICROSOFT.COM',
      'api.partner.microsoft.com.evil.example',
      'evil.example#api.partner.microsoft.com',
      'evil.example\\api.partner.microsoft.com',
      'аpi.partner.microsoft.com',
      '127.0.0.1',
      '2130706433',
      '[::1]',
    ),
    fc.constantFrom('', ':443', ':8443', ':80'),
    fc.webPath(),
  )
  .map(([scheme, user, host, port, path]) => `${scheme}://${user}${host}${port}${path}`);
