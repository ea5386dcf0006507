import { endAfterTest } from '../ends.ts';
import { freePort } from '../free-port.ts';
import type { Chat } from '../teams.ts';
import type { Addressed, Forgery, Overrides } from './bot-login.ts';
import type { CloudPerson, CloudPersonOptions } from './cloud-person.ts';
import {
  type CloudServices,
  type CloudServicesOptions,
  startServices,
  stopServices,
} from './cloud-services.ts';
import { liveEnvironment } from './live-environment.ts';
import { SigningClient } from './signing-client.ts';
import { trustEvents } from './trust-events.ts';

export interface CloudOptions extends CloudServicesOptions {
  /** Does `environment()` switch Graph on? Default true. */
  graph?: boolean;
  /** Does `environment()` switch events from Partner Center on? Default false, as for everybody. */
  events?: boolean;
}

/** The cloud: a handle on each of its services, and what tests do with all of them. */
export interface MicrosoftCloud extends CloudServices {
  /** Somebody known to Teams, Entra and Partner Center; goes into `teams.personalChat(person)` and the like as they are. */
  person(options: CloudPersonOptions): CloudPerson;
  /** The Teams client of the person in this chat, which also signs in. */
  client(chat: Chat): SigningClient;
  /** A token as Teams sends it with this activity, with these claims otherwise. */
  teamsToken(activity: Addressed, overrides?: Overrides): Promise<string>;
  /** A token with one thing wrong: see `FORGERIES`. */
  forgedToken(forgery: Forgery, activity: Addressed): Promise<string>;
  /** What puts the bot into live mode against this cloud, for `startBot`. The store is the caller's. */
  environment(): Record<string, string>;
  stop(): Promise<void>;
}

/** Starts a stand-in for the part of Microsoft's cloud that the bot lives in, on loopback. Ends with its test at the latest. */
export async function startMicrosoftCloud(options: CloudOptions = {}): Promise<MicrosoftCloud> {
  const { graph = true, events = false } = options;
  const [services, port] = await Promise.all([startServices(options), freePort()]);
  const { bot, login, teams } = services;
  const trusted = trustEvents(services.events);
  const cloud: MicrosoftCloud = {
    ...services,
    person: (wanted) => {
      const person = services.newPerson(wanted);
      teams.memory.people.push(person);
      return person;
    },
    client: (chat) => new SigningClient(chat, bot.appId),
    teamsToken: (activity, overrides) => login.token(activity, overrides),
    forgedToken: (forgery, activity) => login.forge(forgery, activity),
    environment: () => liveEnvironment(services, { graph, events, port, trusted }),
    stop: async () => {
      trusted.forget();
      await stopServices(services);
    },
  };
  endAfterTest(cloud.stop);
  return cloud;
}
