import { type Attributes, type MeterProvider, SpanStatusCode, type TracerProvider } from '@opentelemetry/api';

/** What is measured, each with a histogram of seconds `cosell.<name>.duration` and a span of that name. */
export type Measured = 'turn' | 'event' | 'delivery' | 'partner_center.call' | 'graph.call' | 'pass';

/** Few and fixed words only, such as a verb or an outcome: no ids, nothing of people or deals. */
export type Labels = Record<string, string>;

/** What the program tells about itself. */
export interface Telemetry {
  /**
   * Runs `work` and measures how long it took. What it throws is thrown on.
   * @param words how it came out, in a word. Default 'done', and 'surprise' for what was thrown
   */
  measure<T>(
    what: Measured,
    labels: Labels,
    work: () => Promise<T>,
    words?: { done?: (result: T) => string; failed?: (error: unknown) => string },
  ): Promise<T>;
  /** How long after it was due a delivery reached Teams. */
  deliveryLag(seconds: number, labels: Labels): void;
  /** A post was made once more, because the answer to the first one is not known. */
  sentOnceMore(): void;
  /** Has `read` asked whenever somebody looks: what waits, what is degraded. */
  observe(name: Observed, description: string, read: () => Promise<Observation[]>): void;
}

/** Gauges, as `cosell.<name>`. */
export type Observed = 'deliveries.waiting' | 'deliveries.dead' | 'degraded';

export interface Observation {
  value: number;
  labels?: Labels;
}

const SCOPE = 'co-sell-deals';
const DESCRIPTIONS: Record<Measured, string> = {
  turn: 'Turns of people, from the request to the answer',
  event: 'Requests to the door for events of Partner Center',
  delivery: 'Deliveries to Teams, one attempt each',
  'partner_center.call': 'HTTP calls to Partner Center, one attempt each',
  'graph.call': 'HTTP calls to Microsoft Graph',
  pass: 'Passes that look for news and for what is due',
};
/** Seconds. A turn must end within 3, Teams gives up after 15. */
const BOUNDARIES = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export function createTelemetry(meters: MeterProvider, tracers: TracerProvider): Telemetry {
  const meter = meters.getMeter(SCOPE);
  const tracer = tracers.getTracer(SCOPE);
  const seconds = (name: string, description: string) =>
    meter.createHistogram(name, { description, unit: 's', advice: { explicitBucketBoundaries: BOUNDARIES } });
  const durations = new Map(
    Object.entries(DESCRIPTIONS).map(([what, description]) => [
      what,
      seconds(`cosell.${what}.duration`, description),
    ]),
  );
  const lag = seconds('cosell.delivery.lag', 'From when a delivery was due until Teams had it');
  const onceMore = meter.createCounter('cosell.delivery.sent_once_more', {
    description: 'Posts made once more, because the answer to the first one is not known',
  });
  // A counter that is first seen as 1 has not risen, to who asks by how much it did.
  onceMore.add(0);

  return {
    measure: (what, labels, work, { done = () => 'done', failed = () => 'surprise' } = {}) =>
      tracer.startActiveSpan(`cosell.${what}`, { attributes: labels }, async (span) => {
        const startedAt = performance.now();
        let outcome = '';
        try {
          const result = await work();
          outcome = done(result);
          return result;
        } catch (error) {
          outcome = failed(error);
          span.setStatus({ code: SpanStatusCode.ERROR });
          throw error;
        } finally {
          const attributes: Attributes = { ...labels, outcome };
          durations.get(what)?.record((performance.now() - startedAt) / 1000, attributes);
          span.setAttribute('outcome', outcome);
          span.end();
        }
      }),
    deliveryLag: (late, labels) => lag.record(Math.max(0, late), labels),
    sentOnceMore: () => onceMore.add(1),
    observe: (name, description, read) => {
      meter.createObservableGauge(`cosell.${name}`, { description }).addCallback(async (result) => {
        for (const { value, labels } of await read()) result.observe(value, labels);
      });
    },
  };
}
