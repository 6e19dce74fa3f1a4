/** The services that the emulator plays, as far as tokens are concerned. */
export type Service = 'resourceManager' | 'logAnalytics' | 'graph' | 'communicationServices' | 'storage';

/** Hosts of the resources a token can be asked for, in the public, US government and China clouds. */
const hosts: Readonly<Record<Service, readonly string[]>> = {
  resourceManager: [
    'management.azure.com', 'management.core.windows.net', 'management.usgovcloudapi.net', 'management.core.usgovcloudapi.net',
    'management.chinacloudapi.cn', 'management.core.chinacloudapi.cn',
  ],
  logAnalytics: [
    'api.loganalytics.io', 'api.loganalytics.azure.com', 'api.loganalytics.us', 'api.loganalytics.azure.us', 'api.loganalytics.azure.cn',
  ],
  graph: ['graph.microsoft.com', 'graph.microsoft.us', 'microsoftgraph.chinacloudapi.cn'],
  communicationServices: ['communication.azure.com'],
  storage: ['storage.azure.com'],
};

const serviceOfHost = new Map(
  (Object.entries(hosts) as [Service, readonly string[]][]).flatMap(([service, names]) => names.map((name) => [name, service] as const)),
);

/** What a token is good for. */
export interface Audience {
  readonly service: Service;
  /** Resource as the client named it, without `/.default`. */
  readonly resource: string;
}

/** Reads a client-credentials scope, e.g. `https://management.azure.com/.default`; null when it names no resource we know. */
export function audienceOf(scope: string): Audience | null {
  const resource = scope.replace(/\/\.default$/, '');
  const host = URL.canParse(resource) ? new URL(resource).hostname : '';
  const service = serviceOfHost.get(host);
  return service === undefined ? null : { service, resource };
}

/** Resources a service accepts tokens for, as its error message lists them. */
export function acceptedResources(service: Service): readonly string[] {
  return hosts[service].map((host) => `https://${host}`);
}
