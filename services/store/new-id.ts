import { randomFillSync } from 'node:crypto';

let lastMilliseconds = 0;
let counter = 0;

/**
 * A UUID version 7 (RFC 9562): ids sort by the time they were made, also within one millisecond of one program,
 * which Node's own `randomUUIDv7` (missing in early Node 24) does not promise.
 */
export function newId(clock: () => number = Date.now): string {
  const bytes = randomFillSync(Buffer.alloc(16));
  const milliseconds = Math.max(clock(), lastMilliseconds);
  // Starts low in its 12 bits, so that there is room to count.
  counter = milliseconds === lastMilliseconds ? counter + 1 : bytes.readUInt16BE(6) & 0x7ff;
  const overflow = counter > 0xfff;
  lastMilliseconds = overflow ? milliseconds + 1 : milliseconds;
  if (overflow) counter = 0;

  bytes.writeUIntBE(lastMilliseconds, 0, 6);
  bytes.writeUInt16BE(0x7000 | counter, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
