import { microsoftView } from '../../dialogs/view-deal.ts';
import { dealDetailCard } from '../../cards/deal-detail-card.ts';
import { editFormCard, type EditForm } from '../../cards/edit-form-card.ts';
import type { Reader } from '../../cards/reader.ts';
import { settingsCard, type SettingsForm } from '../../cards/settings-card.ts';
import { statusCard } from '../../cards/status-card.ts';
import { DEFAULT_LADDER } from '../../services/deals/ladder.ts';
import { NOW, sampleDeal, viewOf } from '../cards/sample-deal.ts';

const accepted = viewOf({ status: 'Active', substatus: 'Accepted' }, { verbs: [], readAtOnce: NOW });
const kept = { ...accepted, banner: { kind: 'draftKept' } as const };
const rules = { ladder: DEFAULT_LADDER, quietHours: { from: 19, to: 8, weekends: true }, digestHour: 9 };

const edit: EditForm = {
  values: {
    name: 'Store checkout, phase 2',
    dealValue: '60000',
    currency: 'EUR',
    closingDate: '2027-03-01',
    notes: 'Kick-off with their IT on Monday.\nThey want a proof of concept first.',
    crmId: 'CRM-2210',
    campaignId: '',
    solutions: 'SOL-1',
    team: 'Mara Linde, mara.linde@contoso-partner.example, +49 731 555 0101',
  },
  required: new Set(['name', 'dealValue', 'currency', 'closingDate', 'notes', 'solutions', 'team']),
  errors: {},
  theirs: {},
  elsewhere: [],
  draftId: 'x1',
  solutions: [
    { id: 'SOL-1', name: 'Lamna Checkout' },
    { id: 'SOL-2', name: 'Plant Analytics' },
  ],
  colleagues: 'offered',
};

const nothing = {
  language: null,
  timeZone: null,
  otherTimeZone: null,
  quietHours: null,
  reminders: null,
  following: null,
  redaction: null,
  postFrom: null,
  postCountries: null,
  postSolutions: null,
  postMinimum: null,
  activityFeed: null,
  installForTeam: null,
};
const LIMITS = [
  { feature: 'outOfOffice', reason: 'notConsented', permissions: ['MailboxSettings.Read'] },
] as const;
const person: SettingsForm = {
  scope: 'person',
  values: { ...nothing, timeZone: 'Europe/Paris' },
  errors: {},
  defaults: rules,
  timeZones: ['Europe/London', 'Europe/Paris'],
  solutions: [],
  isSaved: true,
  directory: { isOn: true, limits: LIMITS, offers: { activityFeed: true, installForTeam: true } },
};
const place: SettingsForm = {
  ...person,
  scope: 'place',
  isSaved: false,
  values: {
    ...nothing,
    language: 'en',
    timeZone: 'Europe/Paris',
    following: 'yes',
    redaction: 'redacted',
    postFrom: 'microsoft',
    postCountries: 'DE, Germany',
    postSolutions: 'SOL-1',
    postMinimum: '50000',
  },
  errors: { postCountries: 'notACountry' },
  solutions: edit.solutions,
};

/** Editing an accepted deal, settings, status. */
export const EDIT_SHEETS = [
  {
    name: 'edit',
    cards: (reader: Reader) => [
      editFormCard(kept, reader, edit),
      editFormCard(accepted, reader, {
        ...edit,
        values: {
          name: 'Store checkout, Paris',
          dealValue: 'much',
          team: 'Ann Lee',
          closingDate: '2027-04-01',
        },
        errors: { dealValue: 'notANumber', team: 'noEmail' },
        theirs: { name: 'Store checkout, Lyon', closingDate: '2027-05-31' },
        elsewhere: ['notes'],
      }),
      dealDetailCard(
        {
          ...accepted,
          microsoft: microsoftView({ ...sampleDeal, status: 'Active', substatus: 'Accepted' }, NOW),
        },
        reader,
        { history: [], canEdit: true },
      ),
    ],
  },
  {
    name: 'settings',
    cards: (reader: Reader) => [
      settingsCard(reader, person),
      settingsCard(reader, place),
      statusCard(reader, {
        partnerCenter: 'answers',
        watching: 'local',
        lastReadAt: NOW,
        waiting: 0,
        sentAgain: 0,
        dead: { count: 1, ids: ['019ab2c4-7d1e'] },
        directory: { isOn: true, limits: LIMITS },
        place: {
          follows: 'yes',
          redaction: 'redacted',
          filter: { from: 'microsoft', countries: ['DE', 'FR'], solutions: [], minimumValue: '50000' },
          rules,
        },
      }),
    ],
  },
];
