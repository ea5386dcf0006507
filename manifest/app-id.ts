import { createHash } from 'node:crypto';

/** Namespace of our name-based ids; any fixed GUID does. */
const NAMESPACE = '6f1d2c0a-8a51-4f43-9b0c-5a6a3a0f7e21';

/**
 * The app's id in Teams where none is given: a name-based GUID (RFC 9562, version 5) of the bot's id. One bot has one
 * app, each time and on every machine; two bots of one tenant, such as one for tests, do not meet in its catalogue.
 */
export function appIdOf(botId: string): string {
  const hash = createHash('sha1')
    .update(Buffer.from(NAMESPACE.replaceAll('-', ''), 'hex'))
    .update(botId.toLowerCase())
    .digest()
    .subarray(0, 16);
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
