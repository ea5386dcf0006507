import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseActivity } from '../../bot/activity.ts';
import { parseCommand, suggestCommands } from '../../bot/commands.ts';
import { dealIdOfUrl } from '../../bot/extension/deal-id-of-url.ts';
import { isVerb, unpackAction } from '../../cards/card-action.ts';
import { parseAcceptInputs } from '../../services/deals/accept-inputs.ts';
import { parseEdit } from '../../services/deals/edit-inputs.ts';
import { FILLABLE_GAPS } from '../../services/deals/gaps.ts';
import { DEAL_TYPES } from '../../services/deals/deal-type.ts';
import { INSIGHT_PERIODS, parseInsightFilters, periodStart } from '../../services/deals/insight-filters.ts';
import { parseFilters } from '../../services/deals/list-filters.ts';
import { HELP_CODES, NEW_DEAL_FIELDS, NEW_DEAL_KINDS } from '../../services/deals/new-deal/new-deal.ts';
import { ownReferral } from '../../services/deals/new-deal/new-referrals.ts';
import { SHARE_FIELDS } from '../../services/deals/new-deal/own-deal-outcome.ts';
import { parseNewDeal, readFields } from '../../services/deals/new-deal/parse-new-deal.ts';
import { parseRegistrationInputs } from '../../services/deals/registration-form.ts';
import { parseSettings } from '../../services/deals/settings-inputs.ts';
import { parseEventHeaders } from '../../services/referrals/events/event-headers.ts';
import { parsePartnerEvent } from '../../services/referrals/events/partner-event.ts';
import { foldText } from '../../services/store/fold-text.ts';
import { NOW, sampleDeal } from '../cards/sample-deal.ts';
import { newDealTexts } from '../services/deals/new-deal/new-deal-texts.ts';
import { anyJson, assertNoPollution, hostileText, hugeJson, hugeText, spoilt } from './hostile.ts';
import { tryCases } from './try-cases.ts';
import { BUTTONS } from './buttons.ts';

const LANGUAGES = fc.constantFrom('en' as const, 'fr' as const);

/** Numbers, dates and amounts that are nearly right. */
const typed = fc.oneof(
  hostileText,
  fc.stringMatching(/^[0-9.,' \u202f-]{1,20}$/),
  fc.stringMatching(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/),
  fc.stringMatching(/^[A-Za-z0-9;, -]{1,30}$/),
  fc.constantFrom(
    'none',
    'EUR',
    '12',
    'Yes',
    'No',
    '9999-99-99',
    '0000-00-00',
    '275760-09-13',
    '1e9',
    '0x10',
  ),
);

/** Inputs of a form, by name, as they come out of `unpackAction`. */
function inputsOf<Name extends string>(names: readonly Name[]): fc.Arbitrary<Record<Name, string | null>> {
  const shape = Object.fromEntries(names.map((name) => [name, fc.option(typed)]));
  return fc.record(shape) as fc.Arbitrary<Record<Name, string | null>>;
}

const isDay = (date: string | null | undefined) =>
  date === null || date === undefined || /^\d{4}-\d{2}-\d{2}$/.test(date);
const isAmount = (amount: string | null | undefined) =>
  amount === null || amount === undefined || /^\d+(\.\d+)?$/.test(amount);

describe('anything that is sent or typed', () => {
  it('as a button is read or refused, and adds nothing of its own', () =>
    tryCases(
      'buttons',
      { short: 1500, long: 20_000 },
      fc.oneof(
        fc.tuple(anyJson, hugeJson),
        fc
          .constantFrom(...BUTTONS)
          .chain(([verb, data]) => fc.tuple(fc.constant(verb), spoilt(data, hugeJson))),
      ),
      ([verb, data]) => {
        const read = unpackAction(verb, data);
        if (read.ok) {
          assert.ok(isVerb(read.action.verb) && read.action.verb === verb);
          if ('dealId' in read.action) assert.match(read.action.dealId, /^[A-Za-z0-9._-]{1,100}$/);
          assert.equal(Object.getPrototypeOf(read.action), Object.prototype);
        }
        assertNoPollution();
      },
    ));

  it('as a command is one, or gets three suggestions', () =>
    tryCases('commands', { short: 1500, long: 20_000 }, fc.tuple(hugeText, LANGUAGES), ([text, language]) => {
      const command = parseCommand(text);
      if (command) assert.ok(text.includes(command.argument.split(' ')[0] ?? ''));
      assert.equal(suggestCommands(text, language).length, 3);
    }));

  it('folds to text that folds to itself', () =>
    tryCases('commands', { short: 500, long: 5000 }, hugeText, (text) => {
      const folded = foldText(text);
      assert.equal(foldText(folded), folded);
    }));

  it('as an activity is an envelope, or none', () =>
    tryCases(
      'activities, read',
      { short: 1500, long: 15_000 },
      fc.oneof(hugeJson, spoilt(MESSAGE, hugeJson)),
      (body) => {
        const envelope = parseActivity(body);
        if (envelope) assert.ok(URL.canParse(envelope.serviceUrl) && envelope.conversationId.length <= 4096);
        assertNoPollution();
      },
    ));

  it('as the fields of Accept is dates, amounts and codes, or mistakes (FLD-17)', () =>
    tryCases('forms', { short: 500, long: 5000 }, inputsOf(FILLABLE_GAPS), (inputs) => {
      const { values, errors } = parseAcceptInputs(inputs, FILLABLE_GAPS, NOW);
      assert.ok(isDay(values.closingDate) && isAmount(values.dealValue));
      assert.equal(Object.keys(values).length + Object.keys(errors).length, FILLABLE_GAPS.length);
    }));

  it('as an edit is dates, amounts and codes, or mistakes (LIFE-12)', () =>
    tryCases('forms', { short: 500, long: 5000 }, inputsOf(EDITED), (inputs) => {
      const changes = Object.fromEntries(Object.entries(inputs).map(([name, text]) => [name, text ?? '']));
      const { values } = parseEdit(changes, { deal: sampleDeal, now: NOW });
      assert.ok(isDay(values.closingDate) && isAmount(values.dealValue));
    }));

  it('as a registration is values or mistakes, never both (FORM-01 to FORM-14)', () =>
    tryCases('forms', { short: 500, long: 5000 }, inputsOf(REGISTERED), (inputs) => {
      const { values, errors } = parseRegistrationInputs(inputs, {
        deal: sampleDeal,
        invitedAt: null,
        now: NOW,
      });
      assert.equal(values === null, errors !== null);
    }));

  it('as a new deal is values or mistakes, never both, and never without consent (FLD-01 to FLD-13, SEED-17)', () =>
    tryCases(
      'forms',
      { short: 500, long: 5000 },
      fc.tuple(fc.constantFrom(...NEW_DEAL_KINDS), fc.oneof(inputsOf(NEW_DEAL_FIELDS), nearlyADeal)),
      ([kind, texts]) => {
        const { values, errors } = parseNewDeal(kind, texts, NOW);
        assert.equal(values === null, Object.keys(errors).length > 0);
        if (values === null) return;
        assert.equal(texts.consent?.trim(), 'Yes');
        assert.ok(isDay(values.closingDate) && isAmount(values.value));
        assert.match(values.customer.country, /^[A-Z]{2}$/);
        assert.match(values.currency, /^[A-Z]{3}$/);
        assert.equal(values.help === null, kind !== 'coSell');
        for (const { quantity, price } of values.microsoftSolutions)
          assert.ok(isAmount(quantity) && isAmount(price));
        const body = ownReferral(values, 'CSD-1');
        assert.equal(body.consent.consentToToShareInfoWithOthers, true);
        assert.equal(body.consent.consentToShareReferralWithMicrosoftSellers, kind !== 'private');
        assertNoPollution();
      },
    ));

  it('as the answers of Share is values or mistakes (FLD-11, FLD-13)', () =>
    tryCases('forms', { short: 500, long: 5000 }, inputsOf(SHARE_FIELDS), (texts) => {
      const { read, errors } = readFields(SHARE_FIELDS, 'coSell', texts, NOW);
      assert.equal(Object.keys(read).length + Object.keys(errors).length, SHARE_FIELDS.length);
      if (read.help) assert.ok(HELP_CODES.some((code) => code === read.help));
    }));

  it('as what insights count narrows by what can be read, and by nothing else (NAV-06)', () =>
    tryCases('forms', { short: 500, long: 5000 }, inputsOf(COUNTED), (inputs) => {
      const { period, dealType, country, solution } = parseInsightFilters(inputs);
      assert.ok(Object.hasOwn(INSIGHT_PERIODS, period));
      assert.ok(dealType === null || DEAL_TYPES.includes(dealType));
      assert.ok(country === null || /^[A-Z]{2,3}$/.test(country));
      assert.ok((solution?.length ?? 0) <= 100);
      periodStart(period, NOW);
    }));

  it('as settings and filters is read or said to be wrong', () =>
    tryCases('forms', { short: 500, long: 5000 }, inputsOf(SETTINGS), (inputs) => {
      const { values } = parseSettings(inputs, ['24h', '4h']);
      if (values.timeZone) assert.ok(Intl.DateTimeFormat('en', { timeZone: values.timeZone }));
      const { state, dealType, country, value, solution, registration } = inputs;
      const typed = { state, dealType, country, value, solution, registration };
      const { filters } = parseFilters('closed', typed);
      assert.ok((filters.countries ?? []).length <= 200);
    }));

  it('as an event, or its headers, is read or refused (API-07)', () =>
    tryCases(
      'events',
      { short: 1000, long: 10_000 },
      fc.tuple(fc.oneof(hugeJson, spoilt(EVENT, hugeJson)), hostileText, fc.oneof(hostileText, fc.webUrl())),
      ([body, signature, certificateUrl]) => {
        const event = parsePartnerEvent(Buffer.from(JSON.stringify(body) ?? signature));
        if (event?.resourceId) assert.match(event.resourceId, /^[\w.~-]{1,200}$/);
        parsePartnerEvent(Buffer.from(signature));
        const headers = {
          'x-ms-signature': signature,
          'x-ms-certificate-url': certificateUrl,
          'x-ms-signature-algorithm': 'rsa-sha256',
        };
        assert.notEqual(
          parseEventHeaders(headers, { hosts: new Set(['good.example']), allowLoopback: false }).kind,
          'signed',
        );
        assertNoPollution();
      },
    ));

  it('as a link previews deals of the one template only', () =>
    tryCases('links', { short: 500, long: 5000 }, fc.oneof(hostileText, fc.webUrl(), NEAR_LINKS), (link) => {
      const id = dealIdOfUrl('https://partner.example/deals/{id}/overview', link);
      if (id !== null) assert.equal(new URL(link).host, 'partner.example');
    }));
});

/** A whole new deal with a field or two as anybody may type them. */
const nearlyADeal = fc
  .array(fc.tuple(fc.constantFrom(...NEW_DEAL_FIELDS), typed), { maxLength: 2 })
  .map((changes) => ({ ...newDealTexts(), ...Object.fromEntries(changes) }));
const COUNTED = ['period', 'dealType', 'country', 'solution'] as const;

const EDITED = [
  'name',
  'dealValue',
  'currency',
  'closingDate',
  'solutions',
  'notes',
  'team',
  'crmId',
  'campaignId',
] as const;
const REGISTERED = [
  'solutionId',
  'marketplaceTransacted',
  'marketplaceDate',
  'deployedOnAzure',
  'term',
  'contractValue',
  'contractCurrency',
  'solutionValue',
  'solutionCurrency',
  'signedDate',
  'startDate',
  'endDate',
  'tenant',
  'pricingModel',
] as const;
const SETTINGS = [
  'language',
  'timeZone',
  'otherTimeZone',
  'quietHours',
  'reminders',
  'following',
  'redaction',
  'postFrom',
  'postCountries',
  'postSolutions',
  'postMinimum',
  'activityFeed',
  'installForTeam',
  'state',
  'dealType',
  'country',
  'value',
  'solution',
  'registration',
] as const;

const NEAR_LINKS = fc
  .tuple(
    fc.constantFrom(
      'https://partner.example',
      'https://partner.example@evil.example',
      'https://partner.example.evil.example',
      'http://partner.example',
    ),
    fc.constantFrom('/deals/', '/deals/../', '/deals//', '\\deals\\'),
    hostileText,
    fc.constantFrom('/overview', '/overview?x', '', '#/overview'),
  )
  .map((parts) => parts.join(''));

const EVENT = {
  EventName: 'referral-created',
  ResourceUri:
    'https://api.partner.microsoft.com/v1.0/engagements/referrals/5b1e7c52-0f7a-4a3c-9a57-6f0f6f0b8a11',
  ResourceName: 'referral',
  AuditUri: null,
  ResourceChangeUtcDate: '2026-11-23T09:20:00Z',
};

const MESSAGE = {
  type: 'message',
  id: '1',
  channelId: 'msteams',
  serviceUrl: 'http://127.0.0.1:1/',
  from: { id: '29:a', name: 'Ann', aadObjectId: 'a' },
  recipient: { id: '28:b', name: 'Bot' },
  conversation: { id: 'a:1', conversationType: 'personal', tenantId: 't' },
  channelData: { tenant: { id: 't' }, team: { id: 'x' } },
  entities: [
    { type: 'mention', mentioned: { id: '28:b' }, text: '<at>Bot</at>' },
    { type: 'clientInfo', timezone: 'Europe/Paris', locale: 'en-US' },
  ],
  locale: 'en-US',
  text: '<at>Bot</at> help',
  attachments: [{ contentType: 'text/html', content: '<p>help</p>' }],
  value: { action: { verb: 'deal.show', data: { dealId: 'x' } } },
  replyToId: '1',
  membersAdded: [{ id: '28:b' }],
};
