import assert from 'node:assert/strict';
import { localAccessTokens } from '../../../services/auth/access-tokens.ts';

describe('localAccessTokens', () => {
  it('names the person', async () => {
    const person = { tenantId: 't', personId: 'a1b2' };
    assert.equal(await localAccessTokens({ kind: 'person', person }, { fresh: false }), 'local.a1b2');
  });

  it('names the watcher, also when asked for a fresh token', async () => {
    assert.equal(
      await localAccessTokens({ kind: 'watcher', steward: null }, { fresh: true }),
      'local.watcher',
    );
  });
});
