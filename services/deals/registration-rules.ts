import { compareToUsd } from './approximate-usd.ts';
import type { Deal } from './deal.ts';
import { type SellersPart, sellersPart } from './deal-type.ts';
import { isSolutionAssessment, MICROSOFT } from './lifecycle.ts';

/** The criteria for registering a won deal, by their ids in the co-sell rules. */
export type Criterion =
  /** The deal is won. */
  | 'REG-01'
  /** An incentive-eligible solution is on the deal; SEED-10 (a). */
  | 'REG-02'
  /** Co-sell or partner-led; never private, never a solution assessment; SEED-10 (b). */
  | 'REG-03'
  /** Co-sell: Microsoft's side is Accepted or Won; SEED-10 (c). */
  | 'REG-04'
  /** Partner-led: nothing is needed of Microsoft. */
  | 'REG-05'
  /** Value of at least USD 25,000. */
  | 'REG-06'
  /** The customer's account is managed by Microsoft. */
  | 'REG-07'
  /** ISV Connect: value above USD 5,000. */
  | 'REG-08'
  /** 72 hours between creation and Won (WON-02). */
  | 'REG-09';

/** One dated version of the rules: each is in force from its day on. */
export interface RuleSet {
  name: '2020' | '2021' | '2023';
  /** yyyy-mm-dd */
  from: string;
  criteria: readonly Criterion[];
  /** Types of deal that may be registered at all. */
  types: readonly RegistrableType[];
}

type RegistrableType = 'coSell' | 'partnerLed';

/** SEED-10, then CHG-01 and CHG-02, then CHG-06. */
export const RULE_SETS: readonly RuleSet[] = [
  { name: '2020', from: '2020-08-27', criteria: ['REG-01', 'REG-02', 'REG-03', 'REG-04'], types: ['coSell'] },
  {
    name: '2021',
    from: '2021-05-07',
    criteria: ['REG-01', 'REG-02', 'REG-03', 'REG-04', 'REG-05', 'REG-09'],
    types: ['coSell', 'partnerLed'],
  },
  {
    name: '2023',
    from: '2023-05-13',
    criteria: ['REG-01', 'REG-02', 'REG-03', 'REG-04', 'REG-05', 'REG-06', 'REG-07', 'REG-08', 'REG-09'],
    types: ['coSell', 'partnerLed'],
  },
];

/** The rules in force on a day; before the first ones, the first ones. */
export function ruleSetAt(at: Date): RuleSet {
  const day = at.toISOString().slice(0, 10);
  return RULE_SETS.findLast(({ from }) => from <= day) ?? (RULE_SETS[0] as RuleSet);
}

/** Criteria whose failure closes the way; all newer ones only warn, because the service decides. REG-01 comes with Won. */
const WALLS: ReadonlySet<Criterion> = new Set(['REG-02', 'REG-03', 'REG-04']);

/** Microsoft's referral of the engagement: read; surely not there; or nobody could tell. */
export type MicrosoftSide = { kind: 'seen'; deal: Deal } | { kind: 'none' } | { kind: 'unknown' };

export interface RegistrationFacts {
  deal: Deal;
  microsoft: MicrosoftSide;
  /** The admin's list (`ELIGIBLE_SOLUTION_IDS`); empty: there is none. */
  eligibleSolutionIds: ReadonlySet<string>;
  /** What the person said where no list tells: a solution's id, or `none`. Default: nothing. */
  namedSolutionId?: string | null;
  now: Date;
}

/** What would change a criterion, or what is to be known about it; words are `cure.<code>`. */
export type Cure =
  | { code: 'markWon' }
  | { code: 'noSolution' }
  | { code: 'solutionNotListed'; ids: string[] }
  | { code: 'solutionNamed' }
  | { code: 'solutionUnnamed' }
  | { code: 'askSolution' }
  | { code: 'incentiveHint'; level: string }
  | { code: 'privateNever' }
  | { code: 'assessmentNever' }
  | { code: 'partnerLedLater' }
  | { code: 'inviteMicrosoft' }
  | { code: 'typeUnknown' }
  | { code: 'waitForMicrosoft' }
  | { code: 'microsoftClosed'; substatus: string }
  | { code: 'microsoftUnknown' }
  | { code: 'valueTooLow' }
  | { code: 'valueNotCompared'; currency: string }
  | { code: 'valueMissing' }
  | { code: 'managedUnknown' }
  | { code: 'waitUntil'; at: Date }
  | { code: 'wonTooEarly' }
  | { code: 'creationUnknown' };

export interface Finding {
  criterion: Criterion;
  state: 'met' | 'notMet' | 'unknown';
  /** null: there is nothing to add. */
  cure: Cure | null;
  /** Does a failure here keep the registration from being offered? */
  isWall: boolean;
}

type Judged = Pick<Finding, 'state' | 'cure'>;

const MET: Judged = { state: 'met', cure: null };
const notMet = (cure: Cure): Judged => ({ state: 'notMet', cure });
const unknown = (cure: Cure): Judged => ({ state: 'unknown', cure });

export type RegistrationType = SellersPart | 'assessment';

/** What kind of deal this is to registration (TYPE-01 to TYPE-03, TYPE-05). */
export function registrationType({
  deal,
  microsoft,
}: Pick<RegistrationFacts, 'deal' | 'microsoft'>): RegistrationType {
  return isSolutionAssessment(deal) ? 'assessment' : sellersPart(deal, microsoft.kind);
}

/** Every criterion that the rules of the day ask of this deal. Pure; newest rules unless told otherwise. */
export function judgeRegistration(
  facts: RegistrationFacts,
  rules: RuleSet = ruleSetAt(facts.now),
): Finding[] {
  return rules.criteria
    .filter((criterion) => applies(criterion, facts, rules))
    .map((criterion) => ({
      criterion,
      ...JUDGES[criterion](facts, rules),
      isWall: WALLS.has(criterion),
    }));
}

/** Nothing that closes the way stands against it (SEED-10, REG-03, REG-05); what cannot be known does not. */
export function isRegistrable(findings: readonly Finding[]): boolean {
  return wallsAgainst(findings).length === 0;
}

export function wallsAgainst(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ isWall, state }) => isWall && state === 'notMet');
}

/** REG-04 is about co-sell, REG-05 about partner-led deals, REG-08 about ISV Connect. */
function applies(criterion: Criterion, facts: RegistrationFacts, rules: RuleSet): boolean {
  const type = registrationType(facts);
  if (criterion === 'REG-04') return type === 'coSell' || type === 'noMicrosoft' || !allows(rules, type);
  if (criterion === 'REG-05') return type === 'partnerLed';
  if (criterion === 'REG-08') return isIsvConnect(facts.deal);
  return true;
}

function allows({ types }: RuleSet, type: RegistrationType): boolean {
  return (types as readonly string[]).includes(type);
}

function isIsvConnect({ incentiveLevel }: Deal): boolean {
  return /biz\s*apps|isv\s*connect/i.test(incentiveLevel ?? '');
}

type Judge = (facts: RegistrationFacts, rules: RuleSet) => Judged;

const JUDGES: Record<Criterion, Judge> = {
  'REG-01': ({ deal }) => (deal.substatus === 'Won' ? MET : notMet({ code: 'markWon' })),
  'REG-02': judgeSolution,
  'REG-03': judgeType,
  'REG-04': judgeMicrosoft,
  'REG-05': () => MET,
  'REG-06': ({ deal }) => judgeValue(deal, 25_000, 'equal'),
  // No documented field says it (partner-center-api.md 5.2).
  'REG-07': () => unknown({ code: 'managedUnknown' }),
  'REG-08': ({ deal }) => judgeValue(deal, 5000, 'above'),
  'REG-09': judgeGap,
};

/** The admin's list decides, then what the person says, then Partner Center's hint; else it cannot be known. */
function judgeSolution({ deal, eligibleSolutionIds, namedSolutionId }: RegistrationFacts): Judged {
  const own = ownSolutions(deal);
  if (own.length === 0) return notMet({ code: 'noSolution' });
  const ids = own.map(({ id }) => id).filter((id) => id !== null);
  if (eligibleSolutionIds.size > 0) {
    const listed = ids.some((id) => eligibleSolutionIds.has(id));
    return listed ? MET : notMet({ code: 'solutionNotListed', ids });
  }
  if (namedSolutionId === 'none') return notMet({ code: 'solutionUnnamed' });
  if (namedSolutionId) return { state: 'met', cure: { code: 'solutionNamed' } };
  const level = deal.incentiveLevel;
  if (level !== null && !/^(none|unknown)?$/i.test(level.trim()))
    return { state: 'met', cure: { code: 'incentiveHint', level } };
  return unknown({ code: 'askSolution' });
}

/** Microsoft's own products (`1P`) earn a partner no incentive. */
export function ownSolutions({ solutions }: Pick<Deal, 'solutions'>): Deal['solutions'] {
  return solutions.filter(({ id, kind }) => id !== null && kind !== '1P');
}

function judgeType(facts: RegistrationFacts, rules: RuleSet): Judged {
  const type = registrationType(facts);
  if (allows(rules, type)) return MET;
  switch (type) {
    case 'private':
      return notMet({ code: 'privateNever' });
    case 'assessment':
      return notMet({ code: 'assessmentNever' });
    case 'noMicrosoft':
      return notMet({ code: 'inviteMicrosoft' });
    case 'partnerLed':
      return notMet({ code: 'partnerLedLater' });
    case 'coSell':
    case 'unknown':
      return unknown({ code: 'typeUnknown' });
  }
}

/** Who invites has accepted: without a referral of its own to look at, Microsoft's invitation is enough. */
function judgeMicrosoft({ deal, microsoft }: RegistrationFacts): Judged {
  if (microsoft.kind === 'seen') {
    const { status, substatus } = microsoft.deal;
    if (substatus === 'Accepted' || substatus === 'Won') return MET;
    return status === 'Closed'
      ? notMet({ code: 'microsoftClosed', substatus })
      : notMet({ code: 'waitForMicrosoft' });
  }
  if (deal.invitation.organizationId === MICROSOFT) return MET;
  return microsoft.kind === 'none'
    ? notMet({ code: 'inviteMicrosoft' })
    : unknown({ code: 'microsoftUnknown' });
}

/** @param from `equal`: the sum itself is enough */
function judgeValue({ value, currency }: Deal, usd: number, from: 'equal' | 'above'): Judged {
  if (value === null) return notMet({ code: 'valueMissing' });
  const compared = compareToUsd(Number(value), currency, usd);
  if (compared === 'above' || compared === from) return MET;
  return compared === 'unknown'
    ? unknown({ code: 'valueNotCompared', currency: currency ?? '' })
    : notMet({ code: 'valueTooLow' });
}

/** Hours between creation and Won (WON-02). */
const GAP_HOURS = 72;

/** From when on a deal may be marked as won without endangering its registration (WON-02); null: not known. */
export function safeToWinFrom({ createdAt }: Pick<Deal, 'createdAt'>): Date | null {
  return createdAt && new Date(createdAt.getTime() + GAP_HOURS * 60 * 60 * 1000);
}

/** Would Won come too early now (WON-02)? */
export function isEarlyWin(deal: Pick<Deal, 'createdAt'>, now: Date): boolean {
  const from = safeToWinFrom(deal);
  return from !== null && now < from;
}

function judgeGap({ deal, now }: RegistrationFacts): Judged {
  const from = safeToWinFrom(deal);
  if (!from) return unknown({ code: 'creationUnknown' });
  if (deal.substatus === 'Won') {
    const wonAt = deal.closedAt ?? now;
    return wonAt < from ? notMet({ code: 'wonTooEarly' }) : MET;
  }
  return now < from ? notMet({ code: 'waitUntil', at: from }) : MET;
}
