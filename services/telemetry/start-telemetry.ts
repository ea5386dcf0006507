import type { Resource } from '@opentelemetry/resources';
import type { Telemetry } from './telemetry.ts';
import { unheard } from './unheard.ts';

export interface TelemetryConfig {
  /** Where `/metrics` is served for Prometheus; null: nowhere. */
  metrics: { host: string; port: number } | null;
  /** Connection string of Application Insights; null: nothing is sent there. */
  azureMonitor: string | null;
}

export interface RunningTelemetry {
  telemetry: Telemetry;
  /** The address of the metrics page; null where there is none. */
  metricsUrl: string | null;
  /** Sends what is left. */
  stop(): Promise<void>;
}

const MINUTE = 60 * 1000;

/** The libraries are loaded only where somebody listens. */
export async function startTelemetry(config: TelemetryConfig): Promise<RunningTelemetry> {
  if (config.metrics === null && config.azureMonitor === null) {
    return { telemetry: unheard(), metricsUrl: null, stop: async () => {} };
  }
  const { trace } = await import('@opentelemetry/api');
  const { createTelemetry } = await import('./telemetry.ts');
  const { MeterProvider, PeriodicExportingMetricReader } = await import('@opentelemetry/sdk-metrics');
  const { resourceFromAttributes } = await import('@opentelemetry/resources');
  const resource = resourceFromAttributes({ 'service.name': 'co-sell-deals' });
  const page = config.metrics ? await openPage(config.metrics) : null;
  const azure = config.azureMonitor ? await azureExporters(config.azureMonitor) : null;
  const meters = new MeterProvider({
    resource,
    readers: [
      ...(page ? [page.reader] : []),
      ...(azure
        ? [new PeriodicExportingMetricReader({ exporter: azure.metrics, exportIntervalMillis: MINUTE })]
        : []),
    ],
  });
  const tracers = azure ? await azureTracers(resource, azure.traces) : null;
  return {
    telemetry: createTelemetry(meters, tracers ?? trace.getTracerProvider()),
    metricsUrl: page?.url ?? null,
    stop: async () => {
      await Promise.allSettled([meters.shutdown(), tracers?.shutdown()]);
    },
  };
}

async function openPage({ host, port }: { host: string; port: number }) {
  const { PrometheusExporter } = await import('@opentelemetry/exporter-prometheus');
  const reader = new PrometheusExporter({ host, port, preventServerStart: true });
  await reader.startServer();
  return { reader, url: `http://${host}:${port}/metrics` };
}

async function azureExporters(connectionString: string) {
  const { AzureMonitorMetricExporter, AzureMonitorTraceExporter } = await import(
    '@azure/monitor-opentelemetry-exporter'
  );
  return {
    metrics: new AzureMonitorMetricExporter({ connectionString }),
    traces: new AzureMonitorTraceExporter({ connectionString }),
  };
}

type AzureExporters = Awaited<ReturnType<typeof azureExporters>>;

/** Spans are kept in order over awaits by AsyncLocalStorage. */
async function azureTracers(resource: Resource, exporter: AzureExporters['traces']) {
  const { BatchSpanProcessor, NodeTracerProvider } = await import('@opentelemetry/sdk-trace-node');
  const provider = new NodeTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(exporter)] });
  provider.register();
  return provider;
}
