import type { Instant } from './instants.ts';
import type { Resource, ScopePlan } from './model.ts';
import { profileOf } from './profiles.ts';
import { hexOf } from './random.ts';

/** What is known of a resource before its id is spelled out. */
export interface ResourceSeed {
  readonly profile: string;
  /** Name; `server/database` for a resource below another. */
  readonly name: string;
  readonly resourceGroup: string;
  readonly region: string;
  readonly born: Instant;
  readonly dies: Instant;
}

/** The resource with the id that the service would give it in this scope. */
export function resourceOf(plan: ScopePlan, seed: ResourceSeed): Resource {
  const { profile, name, region, born, dies } = seed;
  const nativeId = nativeIdOf(plan, seed);
  const id = plan.kind === 'subscription' ? azureId(plan, seed) : connectorEntityId(plan, seed);
  const resourceGroup = plan.connector?.resourceGroup ?? (profile === 'subscription' ? '' : seed.resourceGroup);
  return { id, name: name.split('/').at(-1) ?? name, profile, born, dies, region, nativeId, resourceGroup };
}

function azureId(plan: ScopePlan, { profile, name, resourceGroup }: ResourceSeed): string {
  if (profile === 'subscription') return plan.id;
  const [provider = '', ...types] = profileOf(profile).type.split('/');
  const names = name.split('/');
  const path = types.map((type, index) => `${type}/${names[index] ?? 'default'}`).join('/');
  return `${plan.id}/resourceGroups/${resourceGroup}/providers/${provider}/${path}`;
}

/** DevOps repositories lie below `/devops/default/`, cloud entities below `/securityentitydata/`; the service writes the latter in lower case. */
function connectorEntityId(plan: ScopePlan, { profile, name, region }: ResourceSeed): string {
  const { environment, entity = '' } = profileOf(profile);
  const organisation = plan.connector?.hierarchyIdentifier ?? '';
  if (environment === 'Github') return `${plan.id}/devops/default/gitHubOwners/${organisation}/repos/${name}`;
  if (environment === 'AzureDevOps') return `${plan.id}/devops/default/azureDevOpsOrgs/${organisation}/projects/${name.split('/').join('/repos/')}`;
  const lower = plan.id.replace('/Microsoft.Security/securityConnectors/', '/microsoft.security/securityconnectors/');
  return `${lower}/securityentitydata/${entity}-${nativeName(profile, name)}-${region}`;
}

function nativeIdOf(plan: ScopePlan, { profile, name, region }: ResourceSeed): string | null {
  const { environment, type } = profileOf(profile);
  const account = plan.connector?.hierarchyIdentifier ?? '';
  if (environment === 'AWS') return arnOf(profile, nativeName(profile, name), region, account);
  if (environment === 'GCP') return `//${gcpServices[profile] ?? 'compute'}.googleapis.com/projects/${plan.connector?.projectId ?? account}/${type}s/${name}`;
  return null;
}

/** EC2 and VPC resources are known by generated ids, the others by their names. */
function nativeName(profile: string, name: string): string {
  if (profile === 'ec2Instance') return `i-0${hexOf(name, 16)}`;
  if (profile === 'vpc') return `vpc-0${hexOf(name, 16)}`;
  return name;
}

const arnForms: Readonly<Record<string, readonly [service: string, prefix: string]>> = {
  awsUser: ['iam', 'user/'], ec2Instance: ['ec2', 'instance/'], vpc: ['ec2', 'vpc/'], ecrRepository: ['ecr', 'repository/'],
  awsLoadBalancer: ['elasticloadbalancing', 'loadbalancer/app/'], esDomain: ['es', 'domain/'], rdsInstance: ['rds', 'db:'],
  redshiftCluster: ['redshift', 'cluster:'], sqsQueue: ['sqs', ''], awsApi: ['apigateway', '/restapis/'],
};

const gcpServices: Readonly<Record<string, string>> = { gkeCluster: 'container', garRepository: 'artifactregistry', cloudSql: 'sqladmin' };

function arnOf(profile: string, name: string, region: string, account: string): string {
  if (profile === 'awsAccount') return `arn:aws:iam::${account}:root`;
  if (profile === 's3Bucket') return `arn:aws:s3:::${name}`;
  const [service, prefix] = arnForms[profile] ?? ['config', ''];
  return `arn:aws:${service}:${service === 'iam' ? '' : region}:${account}:${prefix}${name}`;
}
