import assert from 'node:assert/strict';
import { COMMANDS, parseCommand, suggestCommands } from '../../bot/commands.ts';

/** The English name of the command that a text calls, its argument, and the language of the word. */
function read(text: string): [string | undefined, string, string] | null {
  const parsed = parseCommand(text);
  return parsed && [parsed.command.words.en[0], parsed.argument, parsed.language];
}

describe('commands', () => {
  it('are called by each of their words, in both languages', () => {
    for (const { words, run } of COMMANDS)
      for (const word of [...words.en, ...words.fr]) assert.equal(parseCommand(word)?.command.run, run, word);
  });

  it('have words that no other command has', () => {
    const words = COMMANDS.flatMap((command) => {
      const own = new Set([...command.words.en, ...command.words.fr]);
      return [...own];
    });
    assert.equal(new Set(words).size, words.length);
  });

  it('do not mind case, accents, slashes and signs behind the word', () => {
    for (const typed of ['Inbound', 'INBOUND', ' /inbound ', 'inbound!', 'inbound.'])
      assert.deepEqual(read(typed), ['inbound', '', 'en'], typed);
    for (const typed of ['reçues', 'recues', 'REÇUES', 'rec\u0327ues'])
      assert.deepEqual(read(typed), ['inbound', '', 'fr'], typed);
    assert.deepEqual(read('?'), ['help', '', 'en']);
  });

  it('hand on what stands behind the word, as typed', () => {
    assert.deepEqual(read('accept Datacenter Move, Lyon'), ['accept', 'Datacenter Move, Lyon', 'en']);
    assert.deepEqual(read('refuser 0f7f4a52'), ['decline', '0f7f4a52', 'fr']);
  });

  it('take the longest words that fit', () => {
    assert.deepEqual(read('ne plus suivre'), ['unfollow', '', 'fr']);
    assert.deepEqual(read('suivre'), ['follow', '', 'fr']);
    for (const typed of ['suivre-affaire Éole', 'Suivre affaire Éole'])
      assert.deepEqual(read(typed), ['favorite', 'Éole', 'fr'], typed);
    assert.deepEqual(read('oublier-affaire'), ['unfavorite', '', 'fr']);
    assert.deepEqual(read('affaires'), ['deals', '', 'fr']);
    assert.deepEqual(read('affaire x'), ['deal', 'x', 'fr']);
    assert.deepEqual(read('favourites'), ['favorites', '', 'en']);
  });

  it('sign in and out in the words of both languages', () => {
    for (const typed of ['sign in', 'Sign-in', 'login', 'connexion', 'Se connecter'])
      assert.equal(read(typed)?.[0], 'sign in', typed);
    for (const typed of ['sign out', 'logout', 'déconnexion', 'Deconnexion', 'se déconnecter'])
      assert.equal(read(typed)?.[0], 'sign out', typed);
  });

  it('begin with the word and are whole words', () => {
    for (const typed of ['please accept', 'acceptance', 'dealer', 'ne plus', '7'])
      assert.equal(read(typed), null, JSON.stringify(typed));
  });

  it('are helped with where nothing but signs was typed, as in a bare mention of the bot', () => {
    for (const typed of ['', '   ', '/', '?', '...', '\u{1f600}'])
      assert.deepEqual(read(typed)?.[0], 'help', typed);
  });

  it('are found before 100,000 characters, and not in one word of so many', () => {
    const long = 'é'.repeat(100_000);
    assert.deepEqual(read(`search ${long}`)?.[1], long);
    for (const typed of [long, `deal${long}`]) assert.equal(read(typed)?.[0] ?? null, null);
  });

  it('are suggested where something near was typed, in the language of the person', () => {
    assert.equal(suggestCommands('acept 123', 'en')[0], 'accept');
    assert.equal(suggestCommands('acept 123', 'fr')[0], 'accepter');
    assert.equal(suggestCommands('recue', 'fr')[0], 'reçues');
    assert.equal(suggestCommands('declien x', 'en')[0], 'decline');
  });

  it('are suggested, the useful ones, where nothing is near, never more than three', () => {
    assert.deepEqual(suggestCommands('xyzzyplugh', 'en'), ['help', 'inbound', 'deal']);
    assert.deepEqual(suggestCommands('x'.repeat(100_000), 'fr'), ['aide', 'reçues', 'affaire']);
    assert.equal(suggestCommands('', 'en').length, 3);
  });
});
