import { describe, expect, it } from 'vitest';
import type { AzureConfig } from '../domain/config.ts';
import { endpointsOf } from './clouds.ts';

const none = { resourceManager: null, authority: null, logAnalytics: null };
const of = (cloud: AzureConfig['cloud']) => endpointsOf({ cloud, endpoints: none, caFile: null, credential: 'default', requestsPer5s: null }, {});

/**
 * The table of docs/permissions.md. Sources: learn.microsoft.com "National clouds" (sign-in, portals); the cloud settings of Azure's SDKs
 * (Resource Manager, Log Analytics and the audiences of their query clients).
 */
describe('the clouds', () => {
  it.each([
    ['AzurePublic', 'https://management.azure.com', 'https://login.microsoftonline.com', 'https://api.loganalytics.azure.com', 'https://api.loganalytics.io', 'portal.azure.com'],
    ['AzureGovernment', 'https://management.usgovcloudapi.net', 'https://login.microsoftonline.us', 'https://api.loganalytics.us', 'https://api.loganalytics.us', 'portal.azure.us'],
    ['AzureChina', 'https://management.chinacloudapi.cn', 'https://login.chinacloudapi.cn', 'https://api.loganalytics.azure.cn', 'https://api.loganalytics.azure.cn', 'portal.azure.cn'],
  ] as const)('%s', (cloud, resourceManager, authority, logAnalytics, logAnalyticsAudience, portalHost) => {
    expect(of(cloud)).toEqual({ resourceManager, resourceManagerAudience: resourceManager, authority, customAuthority: false, logAnalytics, logAnalyticsAudience, portalHost });
  });

  it('are apart: no host of one is another’s', () => {
    const hosts = (['AzurePublic', 'AzureGovernment', 'AzureChina'] as const).flatMap((cloud) => Object.values(of(cloud)).filter((value) => typeof value === 'string').map((value) => `${cloud} ${value}`));
    const owners = new Map<string, Set<string>>();
    for (const [cloud = '', host = ''] of hosts.map((line) => line.split(' '))) owners.set(host, (owners.get(host) ?? new Set()).add(cloud));
    expect([...owners.values()].every((clouds) => clouds.size === 1)).toBe(true);
  });
});
