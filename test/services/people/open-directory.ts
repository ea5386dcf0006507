import { createAppTokens } from '../../../services/auth/app-tokens.ts';
import { createGraphDirectory } from '../../../services/people/graph/graph-directory.ts';
import type { PeopleDirectory } from '../../../services/people/people-directory.ts';
import { unheard } from '../../../services/telemetry/unheard.ts';
import type { CloudPerson } from '../../support/microsoft-cloud/cloud-person.ts';
import type { MicrosoftCloud } from '../../support/microsoft-cloud/microsoft-cloud.ts';
import { type TestClock, testClock } from '../deals/stage.ts';

export interface OpenedDirectory {
  directory: PeopleDirectory;
  clock: TestClock;
  /** What was logged, with its fields. */
  said: { text: string; fields: Record<string, unknown> }[];
}

/** The directory as the program makes it: real tokens from the cloud's Entra, its Graph over HTTP. */
export function openDirectory(
  cloud: MicrosoftCloud,
  more: { teamsAppId?: string | null; absencesWithinMs?: number; clock?: TestClock } = {},
): OpenedDirectory {
  const { appId, tenantId, secret, teamsAppId } = cloud.bot;
  const tokens = createAppTokens(
    { appId, tenantId, credential: { kind: 'secret', secret } },
    cloud.entra.service.url,
  );
  const said: OpenedDirectory['said'] = [];
  const say = (fields: object, text?: string) => void said.push({ text: text ?? '', fields: { ...fields } });
  const clock = more.clock ?? testClock(new Date());
  const directory = createGraphDirectory({
    url: cloud.graph.service.url,
    token: () => tokens('https://graph.microsoft.com/.default'),
    tenantId,
    teamsAppId: more.teamsAppId === undefined ? teamsAppId : more.teamsAppId,
    clock,
    log: { debug: say, info: say, warn: say, error: say } as never,
    telemetry: unheard(),
    // A budget that a busy machine keeps; the default is tested by itself.
    absencesWithinMs: more.absencesWithinMs ?? 20_000,
  });
  return { directory, clock, said };
}

export function keyOf({ tenantId, aadObjectId }: CloudPerson) {
  return { tenantId, personId: aadObjectId };
}
