import { randomUUID } from 'node:crypto';
import { isRecord, valueAt, type WireReferral } from './wire-referral.ts';
import { inventedReferrals, type InventedDeal } from './invented-referral.ts';

/** With this many inbound deals unanswered, no more arrive. */
export const MAX_OPEN_ARRIVALS = 60;

/** Inbound deals that wait for an answer; Microsoft's sisters are not ours to answer. */
export const openInbound = (referrals: readonly unknown[]): unknown[] =>
  referrals.filter(
    (referral) =>
      isRecord(referral) && referral['status'] === 'New' && valueAt(referral, 'organizationId') !== 'msft',
  );

type Variation = Pick<
  InventedDeal,
  'name' | 'customer' | 'city' | 'country' | 'currency' | 'value' | 'solutions' | 'notes'
>;

const VARIATIONS: readonly Variation[] = [
  {
    name: 'Packaging line monitoring',
    customer: 'Kartonwerk Beispiel GmbH',
    city: 'Bremen',
    country: 'DE',
    value: 74000,
    currency: 'EUR',
    solutions: ['analytics'],
    notes: 'Zwei Linien, danach das ganze Werk.',
  },
  {
    name: 'Clinic network security',
    customer: 'Sample Valley Clinics',
    city: 'Denver',
    country: 'US',
    value: 128000,
    currency: 'USD',
    solutions: ['security'],
    notes: 'Audit in the spring, wants help before.',
  },
  {
    name: 'Logiciel de tournées',
    customer: 'Transports Modèle SARL',
    city: 'Lille',
    country: 'FR',
    value: 51000,
    currency: 'EUR',
    solutions: ['service'],
    notes: 'Quarante chauffeurs, trois dépôts.',
  },
  {
    name: null,
    customer: 'Example Street Council',
    city: 'York',
    country: 'GB',
    value: 0,
    currency: 'GBP',
    solutions: [],
    notes: 'Early conversation; details to follow.',
  },
  {
    name: '倉庫の在庫管理',
    customer: '例示物流株式会社',
    city: 'Fukuoka',
    country: 'JP',
    value: 6200000,
    currency: 'JPY',
    solutions: ['platform'],
    notes: '二つの倉庫から始めます。',
  },
  {
    name: 'Ski lift telemetry',
    customer: 'Bergbahnen Muster AG',
    city: 'Davos',
    country: 'CH',
    value: 210000,
    currency: 'CHF',
    solutions: ['analytics', 'platform'],
    notes: 'Must run before the season starts.',
  },
  {
    name: 'Archive move',
    customer: 'Exempel Förlag AB',
    city: 'Uppsala',
    country: 'SE',
    value: 480000,
    currency: 'SEK',
    solutions: ['migration'],
    notes: 'Forty years of scanned pages.',
  },
];

const HELP = [
  'CustomerTechnicalArchitecture',
  'ProofOfConceptOrDemo',
  'QuotesOrLicensing',
  'GeneralOrOther',
] as const;

/** The `index`-th deal that arrives by itself: a new id each time, with 1 to 14 days to answer. */
export function arrivingReferral(index: number, now: Date): WireReferral {
  const variation = VARIATIONS[index % VARIATIONS.length] as Variation;
  const [referral] = inventedReferrals(
    {
      key: randomUUID(),
      ...variation,
      closesInDays: 30 + (index % 5) * 15,
      from: index % 4 === 3 ? 'partner' : 'microsoft',
      state: index % 3 === 2 ? 'New/Received' : 'New/Pending',
      createdDaysAgo: 0,
      expiresInHours: 24 * (14 - (index % 14)),
      help: HELP[index % HELP.length] ?? 'Unknown',
    },
    now,
  );
  return referral as WireReferral;
}
