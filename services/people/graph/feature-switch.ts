import type { Clock, Log } from '../../services.ts';
import type { DirectoryFeature, DirectoryLimit } from '../people-directory.ts';
import { DirectoryError, type DirectoryErrorKind } from './directory-error.ts';

/** Any of the permissions will do; the first is the least that is documented. */
export const PERMISSIONS: Record<DirectoryFeature, readonly string[]> = {
  names: ['User.ReadBasic.All', 'User.Read.All'],
  search: ['User.ReadBasic.All', 'User.Read.All'],
  reportsTo: ['User.Read.All'],
  presence: ['Presence.Read.All'],
  outOfOffice: ['MailboxSettings.Read'],
  install: ['TeamsAppInstallation.ReadWriteSelfForUser.All', 'AppCatalog.Read.All'],
  activityFeed: ['TeamsActivity.Send.User', 'TeamsActivity.Send'],
};

type Reason = DirectoryLimit['reason'];

/** What turns a feature off, and for how many seconds where Graph does not say. All else is one person's matter. */
const OFF_SECONDS: { [K in DirectoryErrorKind]?: number } & Record<Reason, number> = {
  notConsented: 10 * 60,
  throttled: 30,
  unavailable: 30,
};

/** Its permission may be given person by person, so that one refusal says nothing of the next person. */
const ASKED_EACH_TIME: ReadonlySet<DirectoryFeature> = new Set(['activityFeed']);

interface Off {
  reason: Reason;
  until: number;
}

/** Which features work. Not stored: after a start everything is tried once. */
export class FeatureSwitch {
  readonly #off = new Map<DirectoryFeature, Off>();
  readonly #clock: Clock;
  readonly #log: Log;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  /** @returns what `work` gives; `otherwise` where the feature is off, or its call fails */
  async use<T>(feature: DirectoryFeature, work: () => Promise<T>, otherwise: T): Promise<T> {
    if (this.isOff(feature)) return otherwise;
    try {
      const result = await work();
      this.works(feature);
      return result;
    } catch (error) {
      if (!(error instanceof DirectoryError)) throw error;
      this.failed(feature, error);
      return otherwise;
    }
  }

  isOff(feature: DirectoryFeature): boolean {
    const off = this.#off.get(feature);
    if (!off || off.until <= this.#clock.now().getTime()) return false;
    return off.reason !== 'notConsented' || !ASKED_EACH_TIME.has(feature);
  }

  works(feature: DirectoryFeature): void {
    if (this.#off.delete(feature)) this.#log.info({ feature }, 'Microsoft Graph: works again');
  }

  failed(feature: DirectoryFeature, { kind, status, code, retryAfterSeconds }: DirectoryError): void {
    const isLimit = kind === 'notConsented' || kind === 'throttled' || kind === 'unavailable';
    if (!isLimit) {
      if (kind === 'refused') this.#log.warn({ feature, status, code }, 'Microsoft Graph: request refused');
      return;
    }
    const before = this.#off.get(feature)?.reason;
    const until = this.#clock.now().getTime() + (retryAfterSeconds ?? OFF_SECONDS[kind]) * 1000;
    this.#off.set(feature, { reason: kind, until });
    if (before === kind) return;
    const missing = kind === 'notConsented' ? { permissions: PERMISSIONS[feature] } : {};
    this.#log.warn(
      { feature, reason: kind, status, code, ...missing },
      'Microsoft Graph: feature off for now',
    );
  }

  limits(): DirectoryLimit[] {
    return [...this.#off].map(([feature, { reason }]) => ({
      feature,
      reason,
      permissions: PERMISSIONS[feature],
    }));
  }
}
