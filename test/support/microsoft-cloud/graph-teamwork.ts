import { randomUUID } from 'node:crypto';
import { isJson } from '../teams-wire.ts';
import type { Teams } from '../teams.ts';
import type { CloudPerson } from './cloud-person.ts';
import type { CloudAnswer } from './cloud-service.ts';
import { personNamed } from './graph-directory.ts';
import { badRequest, type GraphCall, GraphRefusal } from './graph-call.ts';
import { type FeedNotification, notificationIn, type UploadedManifest } from './graph-feed.ts';
import { GRAPH } from './resources.ts';

/** An app in the organisation's catalogue. */
export interface CatalogApp {
  /** The catalogue's own id. */
  id: string;
  /** The id in the manifest. */
  externalId: string;
  displayName: string;
  /** `webApplicationInfo.id`: whose tokens may manage it as `Self`. */
  ofBot: boolean;
}

export interface TeamworkOptions {
  people: CloudPerson[];
  teams: Teams;
  /** The id in the bot's manifest. */
  teamsAppId: string;
}

const SELF = /Self/;

/** Apps of people, and notifications of apps, as Graph gives them out of Teams. */
export class GraphTeamwork {
  readonly apps: CatalogApp[];
  readonly manifest: UploadedManifest = {
    activityTypes: new Set(['newDeal', 'dealExpiring', 'registrationActionRequired']),
    resourceSpecific: new Set(['TeamsActivity.Send.User']),
  };
  /** Oldest first. */
  readonly notifications: FeedNotification[] = [];
  readonly #teams: Teams;

  constructor({ teams, teamsAppId }: TeamworkOptions) {
    this.#teams = teams;
    this.apps = [
      { id: randomUUID(), externalId: teamsAppId, displayName: 'Co-sell Deals', ofBot: true },
      { id: randomUUID(), externalId: randomUUID(), displayName: 'Another app', ofBot: false },
    ];
  }

  catalog({ request }: GraphCall): CloudAnswer {
    const filter = request.query.get('$filter');
    const [, externalId] = /^externalId eq '([^']*)'$/.exec(filter ?? '') ?? [];
    if (filter !== null && externalId === undefined) throw badRequest(`Invalid filter clause: ${filter}`);
    const found = this.apps.filter((app) => externalId === undefined || app.externalId === externalId);
    return {
      status: 200,
      body: { '@odata.context': `${GRAPH}/v1.0/$metadata#appCatalogs/teamsApps`, value: found.map(shownApp) },
    };
  }

  /** Teams tells the bot of it, as for an installation by hand. */
  install({ request, directory, parts: [id = ''], roles }: GraphCall): CloudAnswer {
    const person = personNamed(directory, id);
    const bound = isJson(request.body) ? request.body['teamsApp@odata.bind'] : undefined;
    const appId = /\/v1\.0\/appCatalogs\/teamsApps\/([^/]+)$/.exec(String(bound))?.[1];
    if (appId === undefined) throw badRequest("Property 'teamsApp@odata.bind' is required.");
    const app = this.apps.find((one) => one.id === appId);
    if (app === undefined)
      throw new GraphRefusal(404, 'NotFound', `No app definition of '${appId}' in the catalog.`);
    if (!mayManage(app, roles, 'TeamsAppInstallation.ReadWriteForUser.All'))
      throw forbidden(`The AAD app is not allowed to manage the Teams App '${appId}'.`);
    const chat = this.#teams.personalChat(person);
    if (chat.room.app.installed)
      throw new GraphRefusal(409, 'Conflict', 'App is already installed in the user scope.');
    // The answer does not wait for the bot; a bot that is not there misses the news.
    chat.install().catch(() => undefined);
    return { status: 201 };
  }

  installed({ request, directory, parts: [id = ''], roles }: GraphCall): CloudAnswer {
    const person = personNamed(directory, id);
    const { query } = request;
    const filter = query.get('$filter');
    const [, field, wanted] = /^teamsApp\/(externalId|id) eq '([^']*)'$/.exec(filter ?? '') ?? [];
    if (filter !== null && field === undefined) throw badRequest(`Invalid filter clause: ${filter}`);
    const isExpanded = (query.get('$expand') ?? '').split(',').includes('teamsApp');
    const value = this.#installedApps(person)
      .filter((app) =>
        mayManage(
          app,
          roles,
          'TeamsAppInstallation.ReadForUser.All',
          'TeamsAppInstallation.ReadWriteForUser.All',
        ),
      )
      .filter((app) => field === undefined || app[field as 'id' | 'externalId'] === wanted)
      .map((app) => ({
        id: installationId(person, app),
        ...(isExpanded ? { teamsApp: shownApp(app) } : {}),
      }));
    return {
      status: 200,
      body: { '@odata.context': `${GRAPH}/v1.0/$metadata#users('${id}')/teamwork/installedApps`, value },
    };
  }

  /** The id by which the personal chat may also be written to. */
  chat({ directory, parts: [id = '', installation = ''] }: GraphCall): CloudAnswer {
    const person = personNamed(directory, id);
    if (!this.#installedApps(person).some((app) => installationId(person, app) === installation))
      throw new GraphRefusal(404, 'NotFound', 'No such installation.');
    const { room } = this.#teams.personalChat(person);
    return {
      status: 200,
      body: {
        '@odata.context': `${GRAPH}/v1.0/$metadata#chats/$entity`,
        id: room.chatId,
        topic: null,
        chatType: 'oneOnOne',
      },
    };
  }

  notify({ request, directory, parts: [id = ''], roles }: GraphCall): CloudAnswer {
    const person = personNamed(directory, id);
    const isInstalled = this.#installedApps(person).length > 0;
    const isGranted = isInstalled && this.manifest.resourceSpecific.has('TeamsActivity.Send.User');
    if (!roles.includes('TeamsActivity.Send') && !isGranted)
      throw forbidden(
        'Missing role permissions on the request. API requires one of TeamsActivity.Send, TeamsActivity.Send.User.',
      );
    if (!isInstalled) throw forbidden('Ensure that the expected Teams app is installed in the target scope.');
    this.notifications.push({ person, ...notificationIn(request.body, this.manifest) });
    return { status: 204 };
  }

  #installedApps(person: CloudPerson): CatalogApp[] {
    const { installed } = this.#teams.personalChat(person).room.app;
    return installed ? this.apps.filter(({ ofBot }) => ofBot) : [];
  }
}

/** With only a `Self` permission an app reaches itself. */
function mayManage(app: CatalogApp, roles: string[], ...wide: string[]): boolean {
  return wide.some((role) => roles.includes(role)) || (app.ofBot && roles.some((role) => SELF.test(role)));
}

function shownApp({ id, externalId, displayName }: CatalogApp): unknown {
  return { id, externalId, displayName, distributionMethod: 'organization' };
}

function installationId(person: CloudPerson, app: CatalogApp): string {
  return Buffer.from(`${person.aadObjectId}##${app.id}`).toString('base64');
}

function forbidden(message: string): GraphRefusal {
  return new GraphRefusal(403, 'Forbidden', message);
}
