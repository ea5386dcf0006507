import type { Check } from '../check.ts';
import { fault, good, warning } from '../finding.ts';

const MINUTE = 60 * 1000;

/** Tokens are valid within five minutes: a clock that is wrong locks everybody out. */
export const clock: Check = {
  name: 'Clock',
  look: async ({ config, fetch }) => {
    const answer = await fetch(config.addresses.botOpenIdMetadata, {
      signal: AbortSignal.timeout(10_000),
    }).catch(() => null);
    await answer?.body?.cancel();
    const theirs = Date.parse(answer?.headers.get('date') ?? '');
    if (Number.isNaN(theirs)) return [warning('nobody tells the time to compare with', 'check the clock')];
    const apart = Math.abs(Date.now() - theirs);
    if (apart < MINUTE) return [good('the clock is right')];
    const text = `the clock of this machine is ${Math.round(apart / MINUTE)} minutes wrong`;
    const cure = 'have it set by NTP';
    return [apart < 5 * MINUTE ? warning(text, cure) : fault(text, cure)];
  },
};
