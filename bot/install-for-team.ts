import { personScope } from '../services/deals/settings-of-places.ts';
import type { InstallOutcome } from '../services/people/people-directory.ts';
import type { PersonKey } from '../services/people/person.ts';
import type { Place } from '../services/people/place.ts';
import {
  type InstallRecord,
  type InstallStep,
  planInstallations,
  TEAMS_APP,
  type TeamMember,
} from '../services/people/plan-installations.ts';
import { findDealsByIds, idsOfOpenDeals } from '../services/store/deals.ts';
import { listMembers } from '../services/store/members.ts';
import { listFollowingPlaces, peopleWithPersonalPlaces } from '../services/store/places.ts';
import { findSettingsOf, saveSetting } from '../services/store/settings.ts';
import type { App } from './app.ts';
import { DeliveryFailure } from './delivery-failure.ts';
import { welcomePlace } from './join.ts';
import { isOutsider } from './sign-in/outsider.ts';
import { keepPlace } from './turn.ts';

/** People a pass, which runs once a minute: nobody is flooded, Graph least of all. */
const MOST_A_PASS = 3;

/**
 * One pass: installs the app for people on deal teams, in the shared places whose settings say so, so that reminders
 * reach them in a chat of their own.
 */
export async function installForTeams(app: App, signal?: AbortSignal): Promise<void> {
  if (!app.people.can('install')) return;
  const places = (await placesThatWantIt(app)).filter((place) => !isOutsider(app, place));
  if (places.length === 0) return;
  const emails = await teamEmails(app);
  for (const [tenantId, ofTenant] of Map.groupBy(places, (place) => place.tenantId)) {
    const found = await membersOnTeams(app, ofTenant, emails);
    const steps = planInstallations([...found.values()], app.clock.now(), MOST_A_PASS);
    for (const step of steps) {
      if (signal?.aborted) return;
      const place = found.get(step.personId)?.place;
      if (place) await take(app, { tenantId, personId: step.personId }, step, place);
    }
  }
}

async function placesThatWantIt({ store: { db } }: App): Promise<Place[]> {
  const places = (await listFollowingPlaces(db)).filter(({ kind }) => kind !== 'personal');
  const settings = await findSettingsOf(
    db,
    places.map(({ id }) => `place:${id}`),
  );
  return places.filter(({ id }) => settings.get(`place:${id}`)?.['installForTeam'] === 'on');
}

async function teamEmails({ store: { db } }: App): Promise<Set<string>> {
  const open = await findDealsByIds(db, await idsOfOpenDeals(db));
  const ours = open.filter(({ kind }) => kind === 'inbound' || kind === 'outbound');
  return new Set(ours.flatMap(({ deal }) => deal.team.flatMap(({ email }) => email?.toLowerCase() ?? [])));
}

/** By person; with a place through which they can be reached. */
async function membersOnTeams(
  { store: { db } }: App,
  places: readonly Place[],
  emails: ReadonlySet<string>,
): Promise<Map<string, TeamMember & { place: Place }>> {
  const found = new Map<string, Place>();
  for (const place of places) {
    for (const { personId, email } of await listMembers(db, place.id))
      if (email !== null && emails.has(email.toLowerCase())) found.set(personId, place);
  }
  const tenantId = places[0]?.tenantId ?? '';
  const known = await peopleWithPersonalPlaces(db, tenantId, [...found.keys()]);
  const scopes = [...found.keys()].map((personId) => personScope({ tenantId, personId }));
  const settings = await findSettingsOf(db, scopes);
  return new Map(
    [...found].map(([personId, place]) => {
      const record = settings.get(personScope({ tenantId, personId }))?.[TEAMS_APP] ?? null;
      return [personId, { personId, hadChat: known.has(personId), record, place }];
    }),
  );
}

async function take(app: App, person: PersonKey, { kind }: InstallStep, place: Place): Promise<void> {
  if (kind === 'openChat') return openChat(app, person, place);
  const outcome = await app.people.installFor(person);
  app.log.info({ person: person.personId, outcome }, 'app installed for a person on a deal team');
  await keepRecord(app, person, recordOf(outcome, app.clock.now()));
  // Teams tells of a new installation by itself.
  if (outcome === 'alreadyThere') await openChat(app, person, place);
}

function recordOf(outcome: InstallOutcome, now: Date): InstallRecord {
  if (outcome === 'unknown') return `unknown ${now.toISOString()}`;
  return outcome === 'alreadyThere' ? 'installed' : outcome;
}

async function openChat(app: App, person: PersonKey, through: Place): Promise<void> {
  try {
    const conversationId = await app.messenger.openChat(through, person);
    const { serviceUrl, botId, locale, timeZone } = through;
    const whereabouts = { kind: 'personal', conversationId, serviceUrl, botId, teamId: null } as const;
    const chat = await keepPlace(
      app,
      { ...whereabouts, tenantId: person.tenantId, person },
      { locale, timeZone },
    );
    await welcomePlace(app, chat, null);
  } catch (error) {
    if (!(error instanceof DeliveryFailure)) throw error;
    app.log.warn(
      { person: person.personId, problem: error.kind, status: error.status },
      'no chat with a person',
    );
    if (error.kind === 'placeGone' || error.kind === 'refused') await keepRecord(app, person, 'gone');
  }
}

function keepRecord({ store }: App, person: PersonKey, record: InstallRecord): Promise<void> {
  return saveSetting(store.db, personScope(person), TEAMS_APP, record);
}
