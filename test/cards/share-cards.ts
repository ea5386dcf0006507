import type { DealView } from '../../cards/deal-view.ts';
import type { Reader } from '../../cards/reader.ts';
import type { AdaptiveCard } from '../../cards/render.ts';
import { shareChoiceCard, type ShareForm, shareFormCard } from '../../cards/share-form-card.ts';
import { HELP_CODES } from '../../services/deals/new-deal/new-deal.ts';
import { shareFields } from '../../services/deals/new-deal/share-deal.ts';
import { becomesReadOnly, SEEN_BY } from '../../services/deals/new-deal/sharing.ts';
import { PARTNER_ROLES, SOLUTION_AREAS, solutionPlays } from '../../services/deals/new-deal/taxonomy.ts';

/** The form that asks Microsoft for help on a deal of our own, with everything on it. */
export function coSellForm(changes: Partial<ShareForm> = {}): ShareForm {
  return {
    to: 'coSell',
    seenBy: SEEN_BY.coSell,
    fixed: becomesReadOnly('private', 'coSell'),
    questions: shareFields(false).filter((field) => field !== 'solutionArea'),
    values: {},
    errors: {},
    isUnconfirmed: false,
    helpCodes: HELP_CODES,
    plays: SOLUTION_AREAS.map((area) => ({ area, plays: solutionPlays(area) })),
    partnerRoles: PARTNER_ROLES,
    draftId: 'x-1',
    ...changes,
  };
}

export function shareCards(view: DealView, reader: Reader, text: string): [string, AdaptiveCard][] {
  // Plays and roles go by Microsoft's own names, in every language.
  const named = { plays: [{ area: text, plays: [text] }], partnerRoles: [text] };
  const broken = coSellForm({
    ...named,
    values: { helpNotes: text, contactEmail: text },
    errors: { help: 'required', contactEmail: 'notAnEmail', solutionArea: 'required', helpNotes: 'tooLong' },
    isUnconfirmed: true,
  });
  const partnerLed = coSellForm({
    to: 'partnerLed',
    seenBy: 'sellers',
    fixed: becomesReadOnly('private', 'partnerLed'),
    questions: [],
  });
  const ways = { now: 'private', ways: ['partnerLed', 'coSell'], draftId: 'x-1' } as const;
  return [
    ['share: which way', shareChoiceCard(view, reader, ways)],
    ['share: co-sell', shareFormCard(view, reader, coSellForm(named))],
    ['share: co-sell, with problems', shareFormCard(view, reader, broken)],
    ['share: partner-led', shareFormCard(view, reader, partnerLed)],
  ];
}
