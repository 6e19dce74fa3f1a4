/** A kind of resource in the simulation. */
export interface Profile {
  /** ARM type in Azure (`Microsoft.Compute/virtualMachines`); elsewhere the entity type below a connector. */
  readonly type: string;
  readonly environment: 'Azure' | 'AWS' | 'GCP' | 'AzureDevOps' | 'Github';
  /** Beginning of the entity name of a resource outside Azure. */
  readonly entity?: string;
}

/** Profiles by the key that recommendations name. */
export const profiles: Readonly<Record<string, Profile>> = {
  subscription: azure('Microsoft.Resources/subscriptions'),
  vm: azure('Microsoft.Compute/virtualMachines'),
  scaleSet: azure('Microsoft.Compute/virtualMachineScaleSets'),
  arcWindows: azure('Microsoft.HybridCompute/machines'),
  arcLinux: azure('Microsoft.HybridCompute/machines'),
  registry: azure('Microsoft.ContainerRegistry/registries'),
  kubernetes: azure('Microsoft.ContainerService/managedClusters'),
  storage: azure('Microsoft.Storage/storageAccounts'),
  sqlServer: azure('Microsoft.Sql/servers'),
  sqlDatabase: azure('Microsoft.Sql/servers/databases'),
  managedInstance: azure('Microsoft.Sql/managedInstances'),
  keyVault: azure('Microsoft.KeyVault/vaults'),
  webApp: azure('Microsoft.Web/sites'),
  functionApp: azure('Microsoft.Web/sites'),
  redis: azure('Microsoft.Cache/Redis'),
  eventHub: azure('Microsoft.EventHub/namespaces'),
  serviceBus: azure('Microsoft.ServiceBus/namespaces'),
  logicApp: azure('Microsoft.Logic/workflows'),
  searchService: azure('Microsoft.Search/searchServices'),
  cosmos: azure('Microsoft.DocumentDB/databaseAccounts'),
  appConfiguration: azure('Microsoft.AppConfiguration/configurationStores'),
  apiManagement: azure('Microsoft.ApiManagement/service'),
  virtualNetwork: azure('Microsoft.Network/virtualNetworks'),
  subnet: azure('Microsoft.Network/virtualNetworks/subnets'),
  awsAccount: aws('account', 'aws-account'),
  awsUser: aws('iamuser', 'aws-iam-user'),
  ec2Instance: aws('ec2instance', 'aws-ec2-instance'),
  vpc: aws('vpc', 'aws-ec2-vpc'),
  ecrRepository: aws('ecrrepository', 'aws-ecr-repository'),
  awsLoadBalancer: aws('elbv2loadbalancer', 'aws-elbv2-load-balancer'),
  esDomain: aws('esdomain', 'aws-es-domain'),
  rdsInstance: aws('rdsdb', 'aws-rds-db'),
  redshiftCluster: aws('redshiftcluster', 'aws-redshift-cluster'),
  s3Bucket: aws('s3bucket', 'aws-s3-bucket'),
  sqsQueue: aws('sqsqueue', 'aws-sqs-queue'),
  awsApi: aws('apigatewayrestapi', 'aws-api-gateway-rest-api'),
  gceInstance: gcp('computeinstance', 'gcp-instances'),
  gcpLoadBalancer: gcp('urlmap', 'gcp-url-maps'),
  gcpNetwork: gcp('network', 'gcp-networks'),
  gkeCluster: gcp('gkecluster', 'gcp-gke-cluster'),
  garRepository: gcp('garrepository', 'gar-gcp-repository'),
  cloudSql: gcp('sqlinstance', 'gcp-sql-instance'),
  githubRepository: { type: 'githubrepository', environment: 'Github' },
  azureDevOpsRepository: { type: 'azuredevopsrepository', environment: 'AzureDevOps' },
};

/** The profile of that key; our bug when there is none. */
export function profileOf(key: string): Profile {
  const profile = profiles[key];
  if (profile === undefined) throw new Error(`no profile named ${key}`);
  return profile;
}

function azure(type: string): Profile {
  return { type, environment: 'Azure' };
}

function aws(type: string, entity: string): Profile {
  return { type, environment: 'AWS', entity };
}

function gcp(type: string, entity: string): Profile {
  return { type, environment: 'GCP', entity };
}
