import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { endAfterTest } from '../support/ends.ts';

/** A health command ends with 0 where this path answers 200, and with 1 where it answers 503 or nobody does. */
export async function assertTellsHealth(path: string, run: (port: number) => ChildProcess): Promise<void> {
  let status = 200;
  const server = createServer(({ url }, response) => {
    response.statusCode = url === path ? status : 404;
    response.end();
  }).listen(0, '127.0.0.1');
  endAfterTest(async () => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const exitCode = async () => (await once(run(port), 'exit'))[0];
  assert.equal(await exitCode(), 0);
  status = 503;
  assert.equal(await exitCode(), 1);
  server.close();
  assert.equal(await exitCode(), 1);
}
