import type { AzureClients } from './index.ts';
import { createLogAnalytics, createLogTransport, type LogAnalytics } from './logAnalytics.ts';
import { redactor } from './redact.ts';
import { realTime } from './time.ts';

/** Log Analytics of an opened Azure: same sign-in, cloud and certificates. Sends nothing yet. */
export function openLogAnalytics({ endpoints, credential, tlsOptions }: Pick<AzureClients, 'endpoints' | 'credential' | 'tlsOptions'>, env: Readonly<Record<string, string | undefined>>): LogAnalytics {
  const transport = createLogTransport({ endpoint: endpoints.logAnalytics, audience: endpoints.logAnalyticsAudience, credential, ca: tlsOptions?.ca ?? null, redact: redactor(env) });
  return createLogAnalytics(transport, realTime);
}
