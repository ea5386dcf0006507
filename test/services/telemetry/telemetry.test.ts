import assert from 'node:assert/strict';
import { startTelemetry } from '../../../services/telemetry/start-telemetry.ts';
import { endAfterTest } from '../../support/ends.ts';
import { freePort } from '../../support/free-port.ts';

/** What the metrics page says, without the buckets of the histograms. */
async function readPage(url: string): Promise<string[]> {
  const text = await (await fetch(url)).text();
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#') && !line.includes('_bucket'));
}

describe('telemetry', () => {
  it('serves what was measured, with how it came out, on a page of its own', async () => {
    const port = await freePort();
    const running = await startTelemetry({ metrics: { host: '127.0.0.1', port }, azureMonitor: null });
    endAfterTest(() => running.stop());
    const { telemetry, metricsUrl } = running;
    assert.equal(metricsUrl, `http://127.0.0.1:${port}/metrics`);
    telemetry.observe('deliveries.waiting', 'Deliveries that are due', async () => [{ value: 3 }]);
    const answer = await telemetry.measure('turn', { what: 'deal.accept' }, async () => 'taken', {
      done: (result) => result,
    });
    assert.equal(answer, 'taken');
    await assert.rejects(
      telemetry.measure('delivery', { occasion: 'new' }, () => Promise.reject(new Error('secret text')), {
        failed: () => 'throttled',
      }),
      /secret text/,
    );
    assert.match(
      (await readPage(metricsUrl)).join('\n'),
      /cosell_delivery_sent_once_more_total(\{.*\})? 0\b/,
    );
    telemetry.deliveryLag(-1, { occasion: 'new' });
    telemetry.sentOnceMore();

    const page = (await readPage(metricsUrl)).join('\n');
    assert.match(page, /cosell_turn_duration_count\{what="deal\.accept",outcome="taken".*\} 1/);
    assert.match(page, /cosell_delivery_duration_count\{occasion="new",outcome="throttled".*\} 1/);
    assert.match(page, /cosell_delivery_lag_sum\{occasion="new".*\} 0\b/);
    assert.match(page, /cosell_delivery_sent_once_more_total\{.*\} 1/);
    assert.match(page, /cosell_deliveries_waiting\{.*\} 3/);
    assert.doesNotMatch(page, /secret/);
  });

  it('passes on results and errors where nobody listens', async () => {
    const { telemetry, metricsUrl } = await startTelemetry({ metrics: null, azureMonitor: null });
    assert.equal(metricsUrl, null);
    assert.equal(await telemetry.measure('pass', { name: 'x' }, async () => 7), 7);
    await assert.rejects(telemetry.measure('pass', { name: 'x' }, () => Promise.reject(new Error('no'))));
  });
});
