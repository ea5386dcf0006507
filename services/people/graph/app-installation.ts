import { z } from 'zod';
import type { InstallOutcome } from '../people-directory.ts';
import { DirectoryError } from './directory-error.ts';
import type { GraphCalls } from './graph-calls.ts';

const apps = z.object({ value: z.array(z.object({ id: z.string() })) });

/**
 * Installs the Teams app for people (teams.md 2.3). @param teamsAppId the id in the manifest; the tenant's catalog
 * knows the app under an id of its own
 */
export function createInstallation(calls: GraphCalls, teamsAppId: string) {
  let catalogId: string | null = null;

  return async (personId: string): Promise<InstallOutcome> => {
    catalogId ??= await findInCatalog();
    const app = calls.addressOf(`/appCatalogs/teamsApps/${catalogId}`);
    const path = `/users/${encodeURIComponent(personId)}/teamwork/installedApps`;
    try {
      await calls.post(path, { 'teamsApp@odata.bind': app });
      return 'installed';
    } catch (error) {
      if (!(error instanceof DirectoryError)) throw error;
      if (error.kind === 'alreadyThere') return 'alreadyThere';
      if (error.kind === 'notFound' || error.kind === 'refused') return 'refused';
      throw error;
    }
  };

  async function findInCatalog(): Promise<string> {
    const filter = encodeURIComponent(`externalId eq '${teamsAppId}'`);
    const found = apps.safeParse(await calls.get(`/appCatalogs/teamsApps?$filter=${filter}&$select=id`)).data;
    const [app] = found?.value ?? [];
    if (!app) throw new DirectoryError('unavailable', { code: 'appNotInCatalog' });
    return app.id;
  }
}
