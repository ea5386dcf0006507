/**
 * How often something may be done: `burst` times at once, then once every `everyMs` milliseconds. So any span of T
 * milliseconds holds at most burst + T / everyMs of it, wherever it begins (the generic cell rate algorithm, ITU-T I.371).
 */
export interface Rate {
  burst: number;
  everyMs: number;
}

/** What may be sent into one conversation, and by the app into one tenant; all rates of a list hold together. */
export interface SendRates {
  place: readonly Rate[];
  tenant: readonly Rate[];
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * What we allow ourselves of Teams' limits (teams.md 2.4, which Microsoft calls estimates):
 *
 * | limit of Teams | ours at most |
 * |---|---|
 * | 7 in 1 s into one conversation | 5 |
 * | 8 in 2 s | 6 |
 * | 60 in 30 s | 48 |
 * | 1,800 in an hour | 1,750 |
 * | 50 in 1 s for app and tenant | 48, and 40 a second in the long run |
 *
 * The rest is for answers, which go at once, and for requests that catch up with each other on their way.
 */
export const OUR_RATES: SendRates = {
  place: [
    { burst: 4, everyMs: 667 },
    { burst: 850, everyMs: HOUR_MS / 900 },
  ],
  tenant: [{ burst: 8, everyMs: 25 }],
};

/** The same rates faster or slower. @param percent 100: as they are */
export function scaledRates({ place, tenant }: SendRates, percent: number): SendRates {
  const scaled = ({ burst, everyMs }: Rate): Rate => ({
    burst: Math.max(1, Math.floor((burst * percent) / 100)),
    everyMs: Math.ceil((everyMs * 100) / percent),
  });
  return { place: place.map(scaled), tenant: tenant.map(scaled) };
}
