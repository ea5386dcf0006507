import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { createSandbox, type SandboxOptions } from './sandbox.ts';

/** The sandbox alone: `npm run sandbox`. Environment: SANDBOX_PORT (3979), SANDBOX_SEED (demo, empty, or a JSON file). */
async function seedNamed(name: string): Promise<SandboxOptions['seed']> {
  if (name === 'demo' || name === 'empty') return name;
  return z.object({ value: z.array(z.unknown()) }).parse(JSON.parse(await readFile(name, 'utf8')));
}

const seed = await seedNamed(process.env['SANDBOX_SEED'] || 'demo');
const port = z.coerce
  .number()
  .int()
  .min(0)
  .max(65_535)
  .parse(process.env['SANDBOX_PORT'] || 3979);
const sandbox = await createSandbox({ port, seed, arrivals: seed === 'demo' });
process.stdout.write(`${JSON.stringify({ msg: 'ready', partnerCenter: sandbox.url })}\n`);

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void sandbox.stop());
