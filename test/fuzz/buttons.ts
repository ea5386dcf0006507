import type { Verb } from '../../cards/card-action.ts';

const onDeal = { dealId: '5b1e7c52-0f7a-4a3c-9a57-6f0f6f0b8a11', version: 1, draftId: 'd-1', step: 'submit' };
const reason = { reason: '3', note: 'Wrong market' };
const counted = { period: '12m', dealType: 'coSell', country: 'FR', solution: 'plant' };

/** Good presses of each button, with what a form around it adds; a verb without any is an error of types. */
const PRESSES: Record<Verb, readonly Record<string, unknown>[]> = {
  'deal.show': [onDeal],
  'deal.favorite': [onDeal],
  'deal.unfavorite': [onDeal],
  'dialog.cancel': [onDeal],
  'dialog.back': [onDeal],
  'person.signIn': [{}],
  'person.watch': [{}],
  'person.unwatch': [{}],
  'person.forget': [{}, { step: 'keep' }, { step: 'forget' }],
  'deals.page': [
    { list: 'search', page: 1, query: 'plant', pick: 'deal.show' },
    { list: 'leads', page: 2 },
  ],
  'deals.filter': [
    {
      list: 'inbound',
      step: 'apply',
      state: 'new',
      dealType: 'coSell',
      country: 'FR',
      value: '10',
      solution: 'x',
    },
  ],
  'insights.show': [counted, { ...counted, step: 'filter' }],
  'insights.file': [counted],
  'deal.accept': [
    {
      ...onDeal,
      name: 'Plant',
      dealValue: '1',
      currency: 'EUR',
      closingDate: '2027-01-01',
      solutions: 'SOL-1',
    },
  ],
  'deal.decline': [{ ...onDeal, ...reason }],
  'deal.lost': [{ ...onDeal, ...reason }],
  'deal.won': [{ ...onDeal, confirm: 'true', solutionId: 'SOL-1' }],
  'deal.register': [
    { ...onDeal, solutionId: 'SOL-1', term: '12', contractValue: '1', signedDate: '2026-01-01' },
  ],
  'deal.edit': [{ ...onDeal, name: 'Plant', notes: 'n', team: 'Ann Lee, ann@x.example', colleagues: 'a,b' }],
  'deal.new': [
    {},
    { draftId: 'x1', step: 'customer.next', customerName: 'Harbour', country: 'DE', consent: 'Yes' },
    { draftId: 'x1', step: 'review.send' },
    { step: 'start.solution', solutionIds: 'SOL-1' },
  ],
  'deal.share': [
    { ...onDeal, step: 'coSell' },
    {
      ...onDeal,
      step: 'send.coSell',
      help: 'ProofOfConceptOrDemo',
      helpNotes: 'Please join.',
      solutionPlay: 'Data Security',
      partnerRole: 'Solution design',
      contactEmail: 'anja@x.example',
      confirm: 'true',
    },
  ],
  'settings.save': [
    { step: 'save', language: 'fr', timeZone: 'Europe/Paris', quietHours: '19-8', postCountries: 'FR' },
  ],
  'events.show': [{ testId: 't-1' }],
  'events.register': [{ holder: 'h' }],
  'events.giveBack': [{}],
  'events.test': [{}],
  'events.signIn': [{}],
};

export const BUTTONS: readonly (readonly [verb: Verb, data: Record<string, unknown>])[] = (
  Object.keys(PRESSES) as Verb[]
).flatMap((verb) => PRESSES[verb].map((data) => [verb, data] as const));
