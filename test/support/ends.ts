type End = () => Promise<void>;

let inTest = false;
const endsOfTest: End[] = [];
const endsOfFile: End[] = [];

/**
 * Ends something living when the test is over that started it, whether that test passes or not.
 * What a `before` hook started ends with its file, unless the suite's own `after` ends it first.
 */
export function endAfterTest(end: End): void {
  (inTest ? endsOfTest : endsOfFile).push(end);
}

async function endAll(ends: End[]): Promise<void> {
  for (const end of ends.splice(0).toReversed()) await end();
}

/** For `hooks.ts`, which mocha runs round every test of every file, also in parallel. */
export const endHooks = {
  beforeEach(): void {
    inTest = true;
  },
  async afterEach(): Promise<void> {
    inTest = false;
    await endAll(endsOfTest);
  },
  afterAll: (): Promise<void> => endAll(endsOfFile),
};
