import assert from 'node:assert/strict';
import { freshStore } from '../services/deals/stage.ts';
import { LIVES } from './ladder-lives.ts';
import { live } from './ladder-life.ts';

describe('the life of a deal on the ladder', () => {
  const store = freshStore();
  for (const [title, { posts: expected, ...life }] of Object.entries(LIVES)) {
    it(title, async () => {
      const { posts } = await live(store(), life);
      const lines = posts.map(({ at, place, what }) => `${at} ${place} ${what}`);
      // Places are served side by side: within a minute their order means nothing.
      assert.deepEqual(lines.toSorted(), expected.toSorted());
    });
  }
});
