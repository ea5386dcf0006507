import assert from 'node:assert/strict';
import { nextSignIn } from '../../../services/auth/next-sign-in.ts';

describe('what to ask of who could not be acted for', () => {
  it('begins with what the person needs', () => {
    assert.equal(nextSignIn('silent', null, false), 'silent');
    assert.equal(nextSignIn('interactive', null, false), 'interactive');
  });

  it('goes on to the page where the silent way was not enough', () => {
    for (const need of ['silent', 'interactive'] as const)
      assert.equal(nextSignIn(need, 'silent', false), 'interactive');
  });

  it('ends in words after the page, whatever is known', () => {
    for (const need of ['silent', 'interactive', 'inVain'] as const)
      for (const isWanted of [false, true]) assert.equal(nextSignIn(need, 'interactive', isWanted), 'inVain');
  });

  it('tries the page again only for whom asks for it', () => {
    assert.equal(nextSignIn('inVain', null, false), 'inVain');
    assert.equal(nextSignIn('inVain', null, true), 'interactive');
  });
});
