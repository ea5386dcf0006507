import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { onServer, postgresGround } from '../support/databases.ts';
import { inboundReferral } from '../support/partner-center.ts';
import { POSTGRES } from '../support/postgres-server.ts';
import type { Chat } from '../support/teams.ts';
import { openStage, type Stage, storedText } from './stage.ts';

const PROGRAM = join(import.meta.dirname, '../../bot/upkeep/main.ts');

/** What an admin types. @returns the exit code and what was said */
async function upkeep(databaseUrl: string, ...words: string[]): Promise<[code: number, said: string]> {
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, DATABASE_URL: databaseUrl };
  const child = spawn(process.execPath, [PROGRAM, ...words], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return [Number(code), said];
}

function copies({ teams }: Stage, chat: Chat, name: string): number {
  return teams.posts(chat.id).filter((post) => storedText(post).includes(name)).length;
}

async function fileOf({ bot }: Stage): Promise<string> {
  assert.ok(bot.databaseFile);
  return bot.databaseFile;
}

describe('a backup of a SQLite store', function () {
  this.timeout(90_000);
  let folder: string;
  let stage: Stage;
  let ann: Chat;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'backup-'));
    stage = await openStage({
      env: { DATABASE_URL: `sqlite:${join(folder, 'cosell.db')}`, QUIET_HOURS: 'none' },
    });
    ann = await stage.join('Ann Keller');
  });
  after(async () => {
    await stage.stop();
    await rm(folder, { recursive: true });
  });

  it('is made while the bot runs, and restored: nothing lost, nothing told deal by deal once more', async () => {
    const { teams, partnerCenter, bot } = stage;
    const file = await fileOf(stage);
    const url = `sqlite:${file}`;
    const { id } = partnerCenter.put(inboundReferral({ name: 'Known to the backup' }));
    const card = await teams.waitForPost(ann.id, 'Known to the backup');
    await teams.quiet();
    const backup = `${file}.copy`;
    assert.deepEqual(await upkeep(url, 'backup', backup), [0, 'Done.\n']);
    assert.equal((await upkeep(url, 'backup', backup))[0], 1, 'a backup is never written over');
    assert.match((await upkeep(url, 'restore', backup))[1], /a bot runs on this store/);

    const later = ['First', 'Second', 'Third', 'Fourth', 'Fifth'].map((name) => `${name} after the backup`);
    for (const name of later) {
      partnerCenter.put(inboundReferral({ name }));
      await teams.waitForPost(ann.id, name);
    }
    await ann.click(card, 'deal.accept');
    await teams.waitForEdit(ann.id, card, 'Accepted by Ann Keller');
    await teams.quiet();
    const posts = teams.posts(ann.id).length;

    await bot.stop();
    assert.match((await upkeep(url, 'restore', PROGRAM))[1], /no store of this bot/);
    const [code, said] = await upkeep(url, 'restore', backup);
    assert.equal(code, 0, said);
    await bot.restart();
    await stage.watched();
    await teams.quiet(2500);

    assert.equal(copies(stage, ann, 'Known to the backup'), 1, 'what it knew is not posted again');
    assert.match(storedText(teams.posts(ann.id).find((post) => post.id === card.id)), /Accepted/);
    assert.equal(partnerCenter.writes().filter(({ path }) => path.endsWith(id)).length, 1);
    const again = teams.posts(ann.id).slice(posts);
    assert.ok(again.length <= 1, `${again.length} messages: ${again.map(storedText).join('\n---\n')}`);
    for (const name of later) assert.ok(copies(stage, ann, name) >= 1, name);

    const [old] = teams.posts(ann.id).filter((post) => storedText(post).includes('Fifth after the backup'));
    assert.ok(old);
    assert.match((await ann.click(old, 'deal.accept')).text, /you accepted this deal/);
    await teams.waitForEdit(ann.id, old.id, 'Accepted by Ann Keller');
    partnerCenter.put(inboundReferral({ name: 'New after the restore' }));
    await teams.waitForPost(ann.id, 'New after the restore');
  });

  it('is made of a bot that is stopped, too; a store that is not there is said', async () => {
    const file = await fileOf(stage);
    await stage.bot.stop();
    assert.deepEqual(await upkeep(`sqlite:${file}`, 'backup', `${file}.second`), [0, 'Done.\n']);
    assert.match((await upkeep(`sqlite:${file}-nowhere`, 'backup', `${file}.third`))[1], /no such store/);
  });
});

describe('a copy of a PostgreSQL database', function () {
  this.timeout(90_000);

  it('starts, posts nothing twice, loses nothing; what an older one does not know is told as a backlog', async () => {
    const ground = await postgresGround();
    const server = process.env[POSTGRES] ?? '';
    const name = new URL(ground.url).pathname.slice(1);
    const copy = `${name}_copy`;
    const stage = await openStage({ env: { DATABASE_URL: ground.url, QUIET_HOURS: 'none' } });
    const { teams, partnerCenter, bot } = stage;
    try {
      const ann = await stage.join('Ann Keller');
      partnerCenter.put(inboundReferral({ name: 'Known to the copy' }));
      const card = await teams.waitForPost(ann.id, 'Known to the copy');
      await teams.quiet();
      await bot.stop();
      await onServer(`${server}/postgres`, `create database ${copy} template ${name}`);
      await bot.restart();
      const later = ['One', 'Two', 'Three', 'Four'].map((number) => `${number} after the copy`);
      for (const word of later) {
        partnerCenter.put(inboundReferral({ name: word }));
        await teams.waitForPost(ann.id, word);
      }
      await teams.quiet();
      const posts = teams.posts(ann.id).length;
      await bot.stop();
      const [refused, how] = await upkeep(`${server}/${copy}`, 'backup', 'anything');
      assert.equal(refused, 1);
      assert.match(how, /pg_dump/);
      assert.equal((await upkeep(`${server}/${copy}`, 'restore'))[0], 0);
      await bot.restart({ DATABASE_URL: `${server}/${copy}` });
      await stage.watched();
      await teams.quiet(2500);
      assert.equal(copies(stage, ann, 'Known to the copy'), 1);
      assert.ok(teams.posts(ann.id).length - posts <= 1, 'one digest at most');
      assert.match((await ann.click(card, 'deal.accept')).text, /you accepted this deal/);
      partnerCenter.put(inboundReferral({ name: 'New after the copy' }));
      await teams.waitForPost(ann.id, 'New after the copy');
    } finally {
      await stage.stop();
      await ground.remove();
      await onServer(`${server}/postgres`, `drop database if exists ${copy} with (force)`);
    }
  });
});
