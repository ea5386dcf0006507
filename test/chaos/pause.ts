import { once } from 'node:events';

/** Some milliseconds later. */
export async function pause(milliseconds: number): Promise<void> {
  await once(AbortSignal.timeout(Math.max(0, Math.ceil(milliseconds))), 'abort');
}
