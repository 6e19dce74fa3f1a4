import type { AzureClients } from './index.ts';
import { createLogAnalytics, createLogTransport, type LogAnalytics } from './logAnalytics.ts';
import { realTime } from './time.ts';

/** Log Analytics of an opened Azure: same sign-in, cloud and certificates. Sends nothing yet. */
export function openLogAnalytics({ endpoints, credential, tlsOptions, agent, redact }: Pick<AzureClients, 'endpoints' | 'credential' | 'tlsOptions' | 'agent' | 'redact'>): LogAnalytics {
  const transport = createLogTransport({ endpoint: endpoints.logAnalytics, audience: endpoints.logAnalyticsAudience, credential, ca: tlsOptions?.ca ?? null, agent, redact });
  return createLogAnalytics(transport, realTime);
}
