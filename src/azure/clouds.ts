import type { AzureConfig } from '../domain/config.ts';
import { portalHosts } from '../domain/portal.ts';

/** Where the services of a cloud are. URLs are https, without a trailing slash. */
export interface CloudEndpoints {
  readonly resourceManager: string;
  /** What tokens for Resource Manager are asked for; `/.default` is added to it. */
  readonly resourceManagerAudience: string;
  /** Microsoft Entra ID. */
  readonly authority: string;
  /** True when the authority is not one of Microsoft's, so that its instance discovery knows nothing of it. */
  readonly customAuthority: boolean;
  readonly logAnalytics: string;
  readonly logAnalyticsAudience: string;
  /** Host of the portal that links may lead to. */
  readonly portalHost: string;
}

interface Cloud {
  readonly resourceManager: string;
  readonly authority: string;
  readonly logAnalytics: string;
  readonly logAnalyticsAudience: string;
}

/** Hosts as Microsoft's national cloud pages list them. */
const clouds: Readonly<Record<AzureConfig['cloud'], Cloud>> = {
  AzurePublic: {
    resourceManager: 'https://management.azure.com',
    authority: 'https://login.microsoftonline.com',
    logAnalytics: 'https://api.loganalytics.azure.com',
    logAnalyticsAudience: 'https://api.loganalytics.io',
  },
  AzureGovernment: {
    resourceManager: 'https://management.usgovcloudapi.net',
    authority: 'https://login.microsoftonline.us',
    logAnalytics: 'https://api.loganalytics.us',
    logAnalyticsAudience: 'https://api.loganalytics.us',
  },
  AzureChina: {
    resourceManager: 'https://management.chinacloudapi.cn',
    authority: 'https://login.chinacloudapi.cn',
    logAnalytics: 'https://api.loganalytics.azure.cn',
    logAnalyticsAudience: 'https://api.loganalytics.azure.cn',
  },
};

/** Endpoints in force: config before `AZURE_AUTHORITY_HOST` before the cloud's own. Tokens are asked for the cloud's own audience, whatever the endpoint. */
export function endpointsOf(config: AzureConfig, env: Readonly<Record<string, string | undefined>>): CloudEndpoints {
  const cloud = clouds[config.cloud];
  const authority = config.endpoints.authority ?? withoutSlash(env['AZURE_AUTHORITY_HOST']) ?? cloud.authority;
  return {
    resourceManager: config.endpoints.resourceManager ?? cloud.resourceManager,
    resourceManagerAudience: cloud.resourceManager,
    authority,
    customAuthority: !Object.values(clouds).some((known) => known.authority === authority),
    logAnalytics: config.endpoints.logAnalytics ?? cloud.logAnalytics,
    logAnalyticsAudience: cloud.logAnalyticsAudience,
    portalHost: portalHostOf(config.cloud),
  };
}

/** Host of a cloud's portal, e.g. `portal.azure.com`. */
export function portalHostOf(cloud: AzureConfig['cloud']): string {
  return portalHosts[cloud];
}

function withoutSlash(url: string | undefined): string | null {
  return url === undefined || url === '' ? null : url.replace(/\/+$/, '');
}
