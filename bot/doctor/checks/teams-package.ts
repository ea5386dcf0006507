import { readFile } from 'node:fs/promises';
import { strFromU8, unzipSync } from 'fflate';
import { z } from 'zod';
import type { LiveConfig } from '../../config/live-config.ts';
import type { Check } from '../check.ts';
import { fault, type Finding, good, warning } from '../finding.ts';

const HOW = 'make it again: npm run package (manifest/README.md)';

const manifestSchema = z.looseObject({
  version: z.string(),
  bots: z.array(z.looseObject({ botId: z.string() })).min(1),
  composeExtensions: z.array(z.looseObject({ botId: z.string() })).default([]),
  validDomains: z.array(z.string()).default([]),
  webApplicationInfo: z.looseObject({ id: z.string(), resource: z.string().optional() }).optional(),
});
type Manifest = z.output<typeof manifestSchema>;

/** Does the Teams package belong to this bot? */
export const teamsPackage: Check = {
  name: 'Teams package',
  look: async ({ config, packagePath }) => {
    if (packagePath === null)
      return [warning('no package was looked into', 'npm run doctor -- --package <file.zip>')];
    const manifest = await readManifest(packagePath);
    if (!manifest) return [fault(`${packagePath} is no Teams package`, HOW)];
    const findings = differences(manifest, config);
    return findings.length > 0 ? findings : [good(`version ${manifest.version}, and it is this bot’s`)];
  },
};

async function readManifest(path: string): Promise<Manifest | null> {
  try {
    const entry = unzipSync(await readFile(path))['manifest.json'];
    return entry ? (manifestSchema.safeParse(JSON.parse(strFromU8(entry))).data ?? null) : null;
  } catch {
    return null;
  }
}

function differences(manifest: Manifest, { identity: { appId }, domain }: LiveConfig): Finding[] {
  const { bots, composeExtensions, validDomains, webApplicationInfo } = manifest;
  const strangers = [...bots, ...composeExtensions].filter(({ botId }) => botId.toLowerCase() !== appId);
  const sso = webApplicationInfo?.resource ?? '';
  return [
    ...(strangers.length > 0
      ? [fault('the package is another bot’s: botId is not MicrosoftAppId', HOW)]
      : []),
    ...(sso.startsWith('api://') && sso.toLowerCase().endsWith(`botid-${appId}`)
      ? []
      : [
          warning(
            `webApplicationInfo.resource is not api://botid-${appId}: nobody is signed in silently`,
            HOW,
          ),
        ]),
    ...(validDomains.includes('token.botframework.com')
      ? []
      : [fault('validDomains lacks token.botframework.com: the sign-in page cannot open', HOW)]),
    ...(domain === null || validDomains.includes(domain)
      ? []
      : [warning(`validDomains lacks ${domain}`, HOW)]),
  ];
}
