// Loaded with --require into the Playground's process, before its own code.
// The Playground listens on every interface of the machine and has no setting for it; and a child
// does not notice by itself that the bot was killed.
'use strict';

const { Server } = require('node:net');

const listen = Server.prototype.listen;

/** Every form of listen(port, ...) that the Playground uses, on loopback only. */
Server.prototype.listen = function listenOnLoopback(first, ...rest) {
  const callback = [first, ...rest].findLast((argument) => typeof argument === 'function');
  if (typeof first === 'object' && first !== null) {
    return listen.call(this, 'port' in first ? { ...first, host: '127.0.0.1' } : first, ...rest);
  }
  return listen.call(
    this,
    { port: typeof first === 'function' ? 0 : Number(first ?? 0), host: '127.0.0.1' },
    callback,
  );
};

// The bot holds the other end of stdin and never writes: its end is the bot's end.
process.stdin
  .on('end', () => process.exit(0))
  .on('error', () => process.exit(0))
  .resume();
