import type { Logger } from 'pino';
import type { Configuration } from '@tributary/configuration';
import type { UsageTally } from './usage-tally.ts';

/** Usage on its way to OpenTelemetry. */
export interface UsageTelemetry {
  /** Sends what is new for the last time, for a moment at most. */
  close(): Promise<void>;
}

/** A collector that is away is no reason to stop late. */
const lastSendMs = 2000;

/**
 * Sends what was asked for to an OpenTelemetry collector, as the counter `tributary.fields.asked` with the attributes of the
 * metric of /metrics. The SDK is loaded only where it is wanted: where `telemetry` is configured, or the standard variables
 * OTEL_EXPORTER_OTLP_ENDPOINT or OTEL_EXPORTER_OTLP_METRICS_ENDPOINT are set.
 *
 * @returns undefined where nothing wants it
 */
export async function startUsageTelemetry(
  telemetry: Configuration['telemetry'],
  usage: UsageTally,
  log: Logger,
): Promise<UsageTelemetry | undefined> {
  const { env } = process;
  const isStandard = [env['OTEL_EXPORTER_OTLP_ENDPOINT'], env['OTEL_EXPORTER_OTLP_METRICS_ENDPOINT']].some(
    (endpoint) => endpoint !== undefined && endpoint !== '',
  );
  if (telemetry === undefined && !isStandard) return undefined;
  const [{ MeterProvider, PeriodicExportingMetricReader }, { OTLPMetricExporter }, resources] = await Promise.all([
    import('@opentelemetry/sdk-metrics'),
    import('@opentelemetry/exporter-metrics-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } = resources;
  const url = telemetry === undefined ? {} : { url: `${telemetry.otlp.replace(/\/$/, '')}/v1/metrics` };
  const everyMs = telemetry?.everyMs ?? standardIntervalMs(env['OTEL_METRIC_EXPORT_INTERVAL']);
  const provider = new MeterProvider({
    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES count more than the name that we give ourselves.
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'tributary' }))
      .merge(detectResources({ detectors: [envDetector] })),
    readers: [
      new PeriodicExportingMetricReader({
        exporter: new OTLPMetricExporter(url),
        exportIntervalMillis: everyMs,
        exportTimeoutMillis: Math.min(everyMs, 10_000),
      }),
    ],
  });
  provider
    .getMeter('tributary')
    .createObservableCounter('tributary.fields.asked', {
      description: 'Requests to composite methods, by caller and field that the mask named; "*": for the whole answer.',
      unit: '{request}',
    })
    .addCallback((observed) => {
      for (const { caller, method, whole, fields } of usage.records()) {
        if (whole > 0) observed.observe(whole, { caller, method, field: '*' });
        for (const [field, count] of Object.entries(fields)) observed.observe(count, { caller, method, field });
      }
    });
  log.info({ otlp: telemetry?.otlp ?? 'as OTEL_EXPORTER_OTLP_ENDPOINT says' }, 'usage goes to OpenTelemetry');
  return {
    close: async () => {
      await provider.shutdown({ timeoutMillis: lastSendMs }).catch((error: unknown) => {
        log.debug({ err: error }, 'OpenTelemetry was not told of the last usage');
      });
    },
  };
}

function standardIntervalMs(text: string | undefined): number {
  const ms = Number(text);
  return Number.isInteger(ms) && ms > 0 ? ms : 60_000;
}
