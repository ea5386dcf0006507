import { dealCard } from '../../cards/deal-card.ts';
import type { Reader } from '../../cards/reader.ts';
import { shareChoiceCard, shareFormCard } from '../../cards/share-form-card.ts';
import { becomesReadOnly } from '../../services/deals/new-deal/sharing.ts';
import { coSellForm } from '../cards/share-cards.ts';
import { NOW, viewOf } from '../cards/sample-deal.ts';

const own = (dealType: 'private' | 'partnerLed' | 'coSell', isShareable = true) =>
  viewOf(
    { status: 'Active', substatus: 'Accepted', name: 'Loom telemetry, phase 1' },
    {
      kind: 'outbound',
      dealType,
      verbs: ['deal.won', 'deal.lost', ...(isShareable ? (['deal.share'] as const) : [])],
      readAtOnce: NOW,
    },
  );
const priv = own('private');
const partnerLed = own('partnerLed');
const coSell = own('coSell', false);

/** A deal of our own that is shared further: which way, the two forms, and what is said after. */
export const SHARE_SHEETS = [
  {
    name: 'share',
    cards: (reader: Reader) => [
      shareChoiceCard(priv, reader, { now: 'private', ways: ['partnerLed', 'coSell'], draftId: 'x1' }),
      shareFormCard(
        priv,
        reader,
        coSellForm({
          to: 'partnerLed',
          seenBy: 'sellers',
          fixed: becomesReadOnly('private', 'partnerLed'),
          questions: [],
          isUnconfirmed: true,
        }),
      ),
      shareFormCard(
        partnerLed,
        reader,
        coSellForm({
          fixed: becomesReadOnly('partnerLed', 'coSell'),
          questions: ['help', 'helpNotes', 'solutionPlay', 'partnerRole'],
          values: { help: 'ProofOfConceptOrDemo', helpNotes: 'Please join our demo in February.' },
        }),
      ),
    ],
  },
  {
    name: 'share-more',
    cards: (reader: Reader) => [
      shareFormCard(
        priv,
        reader,
        coSellForm({
          values: { contactFirstName: 'Anja', contactEmail: 'anja@harbour' },
          errors: { help: 'required', contactEmail: 'notAnEmail', solutionArea: 'required' },
          isUnconfirmed: true,
        }),
      ),
    ],
  },
  {
    name: 'share-after',
    cards: (reader: Reader) => [
      dealCard({ ...partnerLed, banner: { kind: 'shared' } }, reader),
      dealCard({ ...coSell, banner: { kind: 'invited', args: { state: 'sent' } } }, reader),
      dealCard({ ...coSell, banner: { kind: 'invited', args: { state: 'pending' } } }, reader),
      dealCard({ ...partnerLed, banner: { kind: 'invited', args: { state: 'refused' } } }, reader),
      dealCard({ ...priv, banner: { kind: 'shareGaps', args: { gaps: ['name', 'team'] } } }, reader),
    ],
  },
];
