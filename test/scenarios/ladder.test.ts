import assert from 'node:assert/strict';
import { describeOnEveryEngine } from '../support/databases.ts';
import { LIVES } from './ladder-lives.ts';
import { live } from './ladder-life.ts';

/** What reads the store in every way that there is: told on PostgreSQL too. */
const ON_BOTH_ENGINES = /nothing is told twice|says it again|leaves the channel|tells nothing twice/;

describeOnEveryEngine('the life of a deal on the ladder', (opened, engine) => {
  for (const [title, { posts: expected, ...life }] of Object.entries(LIVES)) {
    if (engine === 'postgres' && !ON_BOTH_ENGINES.test(title)) continue;
    it(title, async () => {
      const { posts } = await live(opened().store, life);
      const lines = posts.map(({ at, place, what }) => `${at} ${place} ${what}`);
      // Places are served side by side: within a minute their order means nothing.
      assert.deepEqual(lines.toSorted(), expected.toSorted());
    });
  }
});
