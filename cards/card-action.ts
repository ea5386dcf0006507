import { z } from 'zod';
import type { Json } from './render.ts';

/**
 * The one codec for button data. What comes back from Teams was in the hands of a client: nothing in it is trusted,
 * and inputs stay raw text, because a bad date is a message beside its field and not a malformed button.
 */

export const LISTS = [
  'inbound',
  'outbound',
  'deals',
  'expiring',
  'favorites',
  'closed',
  'leads',
  'leadFavorites',
  'search',
] as const;
export type ListName = (typeof LISTS)[number];

/** What a tap on a row of a list may do. */
export const ROW_VERBS = [
  'deal.show',
  'deal.accept',
  'deal.decline',
  'deal.favorite',
  'deal.unfavorite',
  'deal.won',
  'deal.lost',
  'deal.register',
  'deal.edit',
] as const;
export type RowVerb = (typeof ROW_VERBS)[number];

/** As `InsightPeriod`: what the card's form offers. */
export const INSIGHT_PERIOD_NAMES = ['30d', '90d', '12m', 'all'] as const;

/** Longest accepted texts, in characters; forms use the same numbers as `maxLength`. */
export const INPUT_LENGTHS = {
  name: 256,
  dealValue: 40,
  currency: 10,
  closingDate: 20,
  solutions: 4000,
  reason: 10,
  note: 2000,
  notes: 5000,
  crmId: 100,
  campaignId: 100,
  team: 6000,
  colleagues: 400,
  otherTimeZone: 60,
  postCountries: 400,
  postSolutions: 4000,
  postMinimum: 40,
  setting: 200,
  query: 200,
  choice: 40,
  solutionId: 100,
  country: 400,
  solution: 100,
  line: 256,
} as const;

/** An id as it comes back from a client. */
export const idText = z.string().regex(/^(?=.*[A-Za-z0-9])[A-Za-z0-9._-]{1,100}$/);
const id = idText.nullish().transform((given) => given ?? null);
const count = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number),
  ])
  .pipe(z.int().min(0).max(1e9));
const onDeal = {
  dealId: idText,
  version: count.nullish().transform((given) => given ?? null),
  draftId: id,
  /** Where in a dialog the button stands; null on the button that opens it. */
  step: id,
};

/** An input as text: trimmed, line ends as \n, `null` where empty. Objects and lists are refused. */
function text(max: number) {
  return z
    .union([z.string(), z.number().transform(String)])
    .nullish()
    .transform((given) => given?.replace(/\r\n?/g, '\n').trim() || null)
    .pipe(z.string().max(max).nullable());
}

function dealVerb<Inputs extends z.ZodRawShape>(inputs: Inputs) {
  return z.object({ ...onDeal, inputs: z.object(inputs) });
}

const reasonAndNote = { reason: text(INPUT_LENGTHS.reason), note: text(INPUT_LENGTHS.note) };

const insightInputs = z.object({
  period: text(INPUT_LENGTHS.choice),
  dealType: text(INPUT_LENGTHS.choice),
  country: text(INPUT_LENGTHS.choice),
  solution: text(INPUT_LENGTHS.solution),
});

/** One line a verb. Verbs with `inputs` find them flat in the data, where Teams merges them in. */
const verbs = {
  'deal.show': z.object(onDeal),
  'deal.favorite': z.object(onDeal),
  'deal.unfavorite': z.object(onDeal),
  'dialog.cancel': z.object(onDeal),
  'dialog.back': z.object(onDeal),
  /** Asks for nothing but a sign-in. */
  'person.signIn': z.object({}),
  'person.watch': z.object({}),
  'person.unwatch': z.object({}),
  /** `forget` or `keep`; null asks. */
  'person.forget': z.object({ step: id }),
  'deals.page': z.object({
    list: z.enum(LISTS),
    page: count.pipe(z.int().min(1)),
    query: text(INPUT_LENGTHS.query),
    /** In a list to pick from: what a tap does; null elsewhere. */
    pick: z
      .enum(ROW_VERBS)
      .nullish()
      .transform((given) => given ?? null),
  }),
  'insights.show': z.object({ step: id, inputs: insightInputs }),
  'insights.file': z.object({ inputs: insightInputs }),
  'deals.filter': z.object({
    list: z.enum(LISTS),
    /** `apply` or `clear`; null opens the form. */
    step: id,
    inputs: z.object({
      state: text(INPUT_LENGTHS.choice),
      dealType: text(INPUT_LENGTHS.choice),
      country: text(INPUT_LENGTHS.country),
      value: text(INPUT_LENGTHS.dealValue),
      solution: text(INPUT_LENGTHS.solution),
      registration: text(INPUT_LENGTHS.choice),
    }),
  }),
  'deal.accept': dealVerb({
    name: text(INPUT_LENGTHS.name),
    dealValue: text(INPUT_LENGTHS.dealValue),
    currency: text(INPUT_LENGTHS.currency),
    closingDate: text(INPUT_LENGTHS.closingDate),
    solutions: text(INPUT_LENGTHS.solutions),
  }),
  'deal.decline': dealVerb(reasonAndNote),
  'deal.lost': dealVerb(reasonAndNote),
  'deal.won': dealVerb({ confirm: text(INPUT_LENGTHS.choice), solutionId: text(INPUT_LENGTHS.solutionId) }),
  'deal.register': dealVerb({
    solutionId: text(INPUT_LENGTHS.solutionId),
    marketplaceTransacted: text(INPUT_LENGTHS.choice),
    marketplaceDate: text(INPUT_LENGTHS.closingDate),
    deployedOnAzure: text(INPUT_LENGTHS.choice),
    term: text(INPUT_LENGTHS.choice),
    contractValue: text(INPUT_LENGTHS.dealValue),
    contractCurrency: text(INPUT_LENGTHS.currency),
    solutionValue: text(INPUT_LENGTHS.dealValue),
    solutionCurrency: text(INPUT_LENGTHS.currency),
    signedDate: text(INPUT_LENGTHS.closingDate),
    startDate: text(INPUT_LENGTHS.closingDate),
    endDate: text(INPUT_LENGTHS.closingDate),
    tenant: text(INPUT_LENGTHS.choice),
    pricingModel: text(INPUT_LENGTHS.choice),
  }),
  'deal.edit': dealVerb({
    name: text(INPUT_LENGTHS.name),
    dealValue: text(INPUT_LENGTHS.dealValue),
    currency: text(INPUT_LENGTHS.currency),
    closingDate: text(INPUT_LENGTHS.closingDate),
    notes: text(INPUT_LENGTHS.notes),
    crmId: text(INPUT_LENGTHS.crmId),
    campaignId: text(INPUT_LENGTHS.campaignId),
    solutions: text(INPUT_LENGTHS.solutions),
    team: text(INPUT_LENGTHS.team),
    /** Object ids by commas. */
    colleagues: text(INPUT_LENGTHS.colleagues),
  }),
  /** A new deal of our own has no id yet. */
  'deal.new': z.object({
    draftId: id,
    /** The page that was shown and what was pressed there, such as `customer.next`; null opens the form. */
    step: id,
    inputs: z.object({
      kind: text(INPUT_LENGTHS.choice),
      query: text(INPUT_LENGTHS.query),
      known: text(INPUT_LENGTHS.choice),
      customerName: text(INPUT_LENGTHS.line),
      addressLine1: text(INPUT_LENGTHS.line),
      addressLine2: text(INPUT_LENGTHS.line),
      postalCode: text(INPUT_LENGTHS.line),
      city: text(INPUT_LENGTHS.line),
      state: text(INPUT_LENGTHS.line),
      country: text(INPUT_LENGTHS.line),
      duns: text(INPUT_LENGTHS.line),
      contactFirstName: text(INPUT_LENGTHS.line),
      contactLastName: text(INPUT_LENGTHS.line),
      contactEmail: text(INPUT_LENGTHS.line),
      contactPhone: text(INPUT_LENGTHS.line),
      consent: text(INPUT_LENGTHS.choice),
      name: text(INPUT_LENGTHS.name),
      dealValue: text(INPUT_LENGTHS.dealValue),
      currency: text(INPUT_LENGTHS.currency),
      closingDate: text(INPUT_LENGTHS.closingDate),
      marketplaceIntent: text(INPUT_LENGTHS.choice),
      notes: text(INPUT_LENGTHS.notes),
      solutions: text(INPUT_LENGTHS.solutions),
      /** Our own solutions that are in no list. */
      solutionIds: text(INPUT_LENGTHS.solutions),
      microsoftSolutions: text(INPUT_LENGTHS.solutions),
      otherSolutions: text(INPUT_LENGTHS.solutions),
      team: text(INPUT_LENGTHS.team),
      /** Object ids by commas. */
      colleagues: text(INPUT_LENGTHS.colleagues),
      help: text(INPUT_LENGTHS.choice),
      helpNotes: text(INPUT_LENGTHS.notes),
      solutionPlay: text(INPUT_LENGTHS.setting),
      partnerRole: text(INPUT_LENGTHS.setting),
    }),
  }),
  /** @property step `partnerLed`, `coSell`: the form of one; `send.partnerLed`, `send.coSell`: sends it */
  'deal.share': dealVerb({
    help: text(INPUT_LENGTHS.choice),
    helpNotes: text(INPUT_LENGTHS.notes),
    solutionPlay: text(INPUT_LENGTHS.solutionId),
    partnerRole: text(INPUT_LENGTHS.solutionId),
    contactFirstName: text(INPUT_LENGTHS.name),
    contactLastName: text(INPUT_LENGTHS.name),
    contactEmail: text(INPUT_LENGTHS.name),
    contactPhone: text(INPUT_LENGTHS.name),
    confirm: text(INPUT_LENGTHS.choice),
  }),
  'settings.save': z.object({
    /** `save` writes; null only shows what is set. */
    step: id,
    inputs: z.object({
      language: text(INPUT_LENGTHS.setting),
      timeZone: text(INPUT_LENGTHS.setting),
      otherTimeZone: text(INPUT_LENGTHS.otherTimeZone),
      quietHours: text(INPUT_LENGTHS.setting),
      reminders: text(INPUT_LENGTHS.setting),
      following: text(INPUT_LENGTHS.setting),
      redaction: text(INPUT_LENGTHS.setting),
      postFrom: text(INPUT_LENGTHS.setting),
      postCountries: text(INPUT_LENGTHS.postCountries),
      postSolutions: text(INPUT_LENGTHS.postSolutions),
      postMinimum: text(INPUT_LENGTHS.postMinimum),
      activityFeed: text(INPUT_LENGTHS.setting),
      installForTeam: text(INPUT_LENGTHS.setting),
    }),
  }),
  /** @property testId a test event whose result is wanted */
  'events.show': z.object({ testId: id }),
  /** @property holder who has the registration, as the person was warned; null where nobody was */
  'events.register': z.object({ holder: id }),
  'events.giveBack': z.object({}),
  'events.test': z.object({}),
  'events.signIn': z.object({}),
} as const;

export type Verb = keyof typeof verbs;
export type CardAction = { [V in Verb]: { verb: V } & z.output<(typeof verbs)[V]> }[Verb];

/** What a button carries: the action without what people type. */
export type ButtonData =
  | {
      verb: Exclude<
        Verb,
        | 'deals.page'
        | 'deals.filter'
        | 'settings.save'
        | 'deal.new'
        | `person.${string}`
        | `events.${string}`
        | `insights.${string}`
      >;
      dealId: string;
      version: number;
      draftId?: string | null;
      step?: string;
    }
  | { verb: 'deals.page'; list: ListName; page: number; query?: string | null; pick?: RowVerb | null }
  | {
      verb: 'insights.show' | 'insights.file';
      step?: 'filter';
      period?: string;
      dealType?: string | null;
      country?: string | null;
      solution?: string | null;
    }
  | { verb: 'deal.new'; draftId?: string | null; step?: string }
  | { verb: 'settings.save'; step: 'save' }
  | { verb: 'person.signIn' | 'person.watch' | 'person.unwatch' }
  | { verb: 'person.forget'; step: 'forget' | 'keep' }
  | { verb: 'deals.filter'; list: ListName; step?: 'apply' | 'clear' }
  | { verb: 'events.show'; testId: string | null }
  | { verb: 'events.register'; holder?: string | null }
  | { verb: 'events.giveBack' | 'events.test' | 'events.signIn' };

export interface ButtonLook {
  title: string;
  /** `positive` for the one main action of a card; clients that do not know it draw a plain button. */
  style?: 'default' | 'positive' | 'destructive';
  tooltip?: string;
  /** Greyed where false; clients that do not know it draw a plain button. Default true */
  isEnabled?: boolean;
  /** `none` leaves the card's inputs out and does not ask for required ones: Cancel, Back. Default `auto`. */
  associatedInputs?: 'auto' | 'none';
}

/** A button; where Action.Execute is unknown, the Submit in `fallback` says the same with `data.verb`. */
export function packAction({ verb, ...given }: ButtonData, look: ButtonLook): Json {
  const data = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined && value !== null),
  );
  return {
    type: 'Action.Execute',
    ...look,
    verb,
    data,
    fallback: { type: 'Action.Submit', ...look, data: { ...data, verb } },
  };
}

export type Unpacked = { ok: true; action: CardAction } | { ok: false; problem: 'unknownVerb' | 'malformed' };

export function isVerb(verb: unknown): verb is Verb {
  return typeof verb === 'string' && Object.hasOwn(verbs, verb);
}

/** Reads `action.verb` and `action.data` of an invoke, or `value.verb` and `value` of a Submit. */
export function unpackAction(verb: unknown, data: unknown): Unpacked {
  if (!isVerb(verb)) return { ok: false, problem: 'unknownVerb' };
  if (data === null || typeof data !== 'object' || Array.isArray(data))
    return { ok: false, problem: 'malformed' };
  const read = verbs[verb].safeParse({ ...data, inputs: data });
  return read.success
    ? { ok: true, action: { verb, ...read.data } as CardAction }
    : { ok: false, problem: 'malformed' };
}
