import { text } from 'node:stream/consumers';
import autocannon from 'autocannon';

/** The load: what to send comes as JSON on stdin, what came of it goes to stdout. Each answer is looked at. */
const { url, headers, bodies, connections, seconds, requests, expected } = JSON.parse(
  await text(process.stdin),
);
// No number of an earlier run: a message that comes twice is answered once.
const first = Date.now() * 1000;
let sent = 0;
let wrong = 0;
let sample = null;
const setupRequest = (request) => {
  const body = bodies[sent % bodies.length].replaceAll('TURN-NUMBER', String(first + sent));
  sent += 1;
  return { ...request, body };
};
const onResponse = (status, body) => {
  if (status === 200 && body.includes(expected)) return;
  wrong += 1;
  sample ??= `${status} ${body.slice(0, 300)}`;
};
const result = await autocannon({
  url,
  connections,
  ...(requests ? { amount: requests } : { duration: seconds }),
  timeout: 20,
  requests: [{ method: 'POST', headers, setupRequest, onResponse }],
});
const { latency, duration, errors, timeouts } = result;
const answered = result['2xx'] + result.non2xx;
process.stdout.write(
  JSON.stringify({
    perSecond: answered / duration,
    answered,
    p50: latency.p50,
    p99: latency.p99,
    wrong: wrong + errors + timeouts,
    sample,
  }),
);
