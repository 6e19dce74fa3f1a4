import type { RecommendationTuple } from './recommendation.ts';

/** The day more than 200 AWS and GCP recommendations began to count into the score. */
export const multicloudStep = '2026-06-30';

/**
 * AWS recommendations with real keys, names and severities. Those without a control in the 2021 recording count from the
 * multicloud step on; their control is our assignment, since the current mapping is not published.
 */
export const awsRecommendations: readonly RecommendationTuple[] = [
  ['001ddfe0-1b98-443f-819d-99f060fd67d5', 'Ensure a log metric filter and alarm exist for Management Console sign-in without MFA', 'Low', 'Low', 'Low', 'Networking', 'awsAccount', 'auditing', 0.5, 0.0],
  ['8e5ad1a9-3803-4399-baf2-a7eb9483b954', 'Ensure a log metric filter and alarm exist for IAM policy changes', 'Low', 'Low', 'Low', 'Networking', 'awsAccount', 'auditing', 0.5, 0.0],
  ['0e09bb35-54a3-48a1-855d-9fd3239deaf7', 'Ensure a log metric filter and alarm exist for AWS Management Console authentication failures', 'Low', 'Low', 'Low', 'Networking', 'awsAccount', 'auditing', 0.4, 0.0],
  ['aedabb63-8bdb-47f9-955c-72b652a75e2a', 'Ensure a log metric filter and alarm exist for security group changes', 'Low', 'Low', 'Low', 'Networking', 'awsAccount', 'auditing', 0.4, 0.0],
  ['a47a6c3b-0629-406c-ad09-d91f7d9f78a3', 'Avoid the use of the "root" account', 'High', 'Moderate', 'Moderate', 'IdentityAndAccess', 'awsAccount', 'access', 0.2, 0.0],
  ['6614c30d-c9f3-4acd-8371-c8f362148398', 'Ensure a support role has been created to manage incidents with AWS Support', 'Low', 'Low', 'Low', 'IdentityAndAccess', 'awsAccount', 'access', 0.4, 0.0],
  ['655f9340-184f-4b6e-8214-b835003ab0b1', 'Do not setup access keys during initial user setup for all IAM users that have a console password', 'Medium', 'Moderate', 'Low', 'IdentityAndAccess', 'awsUser', 'access', 0.25, 0.05],
  ['d72f547e-c011-4cdb-9dda-8c4d6dc09bf2', 'Ensure access keys are rotated every 90 days or less', 'Medium', 'Moderate', 'Low', 'IdentityAndAccess', 'awsUser', 'access', 0.45, 0.05],
  ['f13dc885-79aa-456b-ba28-3428147ecf55', 'Ensure credentials unused for 90 days or greater are disabled', 'Medium', 'Moderate', 'Low', 'IdentityAndAccess', 'awsUser', 'access', 0.35, 0.05],
  ['729c20d1-fe7c-4e1b-8c9c-ab5ad56d7f96', 'Ensure IAM password policy expires passwords within 90 days or less', 'Low', 'Low', 'Low', 'IdentityAndAccess', 'awsAccount', 'access', 0.3, 0.0],
  ['1c420241-9bec-4af8-afb7-038a711b7d22', 'Ensure IAM password policy requires at least one lowercase letter', 'Medium', 'Moderate', 'Low', 'IdentityAndAccess', 'awsAccount', 'access', 0.1, 0.0],
  ['3ff06f36-f8fd-4af5-bd02-5195593423fb', 'Ensure AWS Config is enabled in all regions', 'Medium', 'Moderate', 'Low', 'IdentityAndAccess', 'awsAccount', 'atRest', 0.2, 0.0],
  ['b3d8e09b-83a6-417a-ae1e-3f5b54576965', 'Ensure CloudTrail is enabled in all regions', 'High', 'Moderate', 'Moderate', 'IdentityAndAccess', 'awsAccount', 'auditing', 0.0, 0.0],
  ['63afb20c-4e8e-42ad-bc6d-dc48d4bebc5f', 'EC2 instances should not have a public IP address', 'High', 'Moderate', 'Moderate', 'Networking', 'ec2Instance', 'network', 0.35, 0.05, { countsSince: multicloudStep }],
  ['5ea3248a-8af5-4df3-8e08-f7d1925ea147', 'EC2 instances should use IMDSv2', 'High', 'Moderate', 'Moderate', 'Networking', 'ec2Instance', 'configuration', 0.45, 0.02, { countsSince: multicloudStep }],
  ['ace790eb-39b9-4b4f-b53d-26d0f77d4ab8', 'EC2 subnets should not automatically assign public IP addresses', 'Medium', 'Moderate', 'Low', 'Networking', 'vpc', 'network', 0.4, 0.0, { countsSince: multicloudStep }],
  ['e700ddd4-bb55-4602-b93a-d75895fbf7c6', 'Amazon EC2 should be configured to use VPC endpoints', 'Medium', 'Moderate', 'Low', 'Networking', 'vpc', 'practices', 0.5, 0.0, { countsSince: multicloudStep }],
  ['c27441ae-775c-45be-8ffa-655de37362ce', 'AWS registry container images should have vulnerability findings resolved (powered by MDVM)', 'High', 'Moderate', 'Moderate', 'Container', 'ecrRepository', 'vulnerabilities', 0.6, 0.05, { countsSince: multicloudStep }],
  ['fce0daac-96e4-47ab-ab35-18ac6b7dcc70', 'Application Load Balancer should be configured to redirect all HTTP requests to HTTPS', 'Medium', 'Moderate', 'Low', 'Networking', 'awsLoadBalancer', 'inTransit', 0.25, 0.05, { countsSince: multicloudStep }],
  ['ca924610-5a8e-4c5e-9f17-8dff1ab1757b', 'Application load balancers should be configured to drop HTTP headers', 'Medium', 'Moderate', 'Low', 'Networking', 'awsLoadBalancer', 'inTransit', 0.4, 0.0, { countsSince: multicloudStep }],
  ['4ba5c359-495f-4ba6-9897-7fdbc0aed675', 'Application and Classic Load Balancers logging should be enabled', 'Medium', 'Moderate', 'Low', 'Data', 'awsLoadBalancer', 'auditing', 0.5, 0.0, { countsSince: multicloudStep }],
  ['9b63a099-6c0c-4354-848b-17de1f3c8ae3', 'Amazon Elasticsearch Service domains should encrypt data sent between nodes', 'Medium', 'Moderate', 'Low', 'Data', 'esDomain', 'inTransit', 0.3, 0.0, { countsSince: multicloudStep }],
  ['cf747c91-14f3-4b30-aafe-eb12c18fd030', 'Amazon Elasticsearch Service domains should have encryption at rest enabled', 'Medium', 'Moderate', 'Low', 'Data', 'esDomain', 'atRest', 0.3, 0.0, { countsSince: multicloudStep }],
  ['9137f5de-aac8-4cee-a22f-8d81f19be67f', 'Amazon RDS database should be encrypted using customer managed key', 'Medium', 'Moderate', 'Low', 'Data', 'rdsInstance', 'atRest', 0.5, 0.0, { countsSince: multicloudStep }],
  ['894259c2-c1d5-47dc-b5c6-b242d5c76fdf', 'Amazon RDS instance should be configured with automatic backup settings', 'Medium', 'Moderate', 'Low', 'Data', 'rdsInstance', 'practices', 0.2, 0.0, { countsSince: multicloudStep }],
  ['678b2afa-7fc7-45e5-ad4e-2c49efb57ac8', 'Database logging should be enabled', 'Medium', 'Moderate', 'Low', 'IdentityAndAccess', 'rdsInstance', 'auditing', 0.45, 0.0, { countsSince: multicloudStep }],
  ['e2a0ec17-447b-44b6-8646-c0b5584b6b0a', 'Amazon Redshift clusters should have audit logging enabled', 'Medium', 'Moderate', 'Low', 'Data', 'redshiftCluster', 'auditing', 0.5, 0.0, { countsSince: multicloudStep }],
  ['7f5ac036-11e1-4cda-89b5-a115b9ae4f72', 'Amazon Redshift clusters should prohibit public access', 'High', 'Moderate', 'Moderate', 'Data', 'redshiftCluster', 'network', 0.2, 0.0, { countsSince: multicloudStep }],
  ['de8ae504-ec39-4ffb-b3ef-6e36fdcbb455', 'Amazon S3 permissions granted to other AWS accounts in bucket policies should be restricted', 'High', 'Moderate', 'Moderate', 'IdentityAndAccess', 's3Bucket', 'access', 0.22, 0.02, { countsSince: multicloudStep }],
  ['340a07a1-7d68-4562-ac25-df77c214fe13', 'Amazon SQS queues should be encrypted at rest', 'Medium', 'Moderate', 'Low', 'Data', 'sqsQueue', 'atRest', 0.4, 0.0, { countsSince: multicloudStep }],
  ['2cac0072-6f56-46f0-9518-ddec3660ee56', 'API Gateway REST and WebSocket API logging should be enabled', 'Medium', 'Moderate', 'Low', 'Data', 'awsApi', 'auditing', 0.5, 0.0, { countsSince: multicloudStep }],
  ['d69eb8b0-79ba-4963-a683-a96a8ea787e2', 'API Gateway should be associated with an AWS WAF web ACL', 'Medium', 'Moderate', 'Low', 'Data', 'awsApi', 'practices', 0.6, 0.0, { countsSince: multicloudStep }],
];

/** GCP recommendations; none of them counted before the multicloud step. */
export const gcpRecommendations: readonly RecommendationTuple[] = [
  ['00f8a6a6-cf69-4c11-822e-3ebf4910e545', 'Ensure \'Block Project-wide SSH keys\' is enabled for VM instances', 'Medium', 'Moderate', 'Low', 'Compute', 'gceInstance', 'access', 0.5, 0.0, { countsSince: multicloudStep }],
  ['1a4b3b3a-7de9-4aa4-a29b-580d59b43f79', 'Ensure Compute instances are launched with Shielded VM enabled', 'High', 'Moderate', 'Moderate', 'Compute', 'gceInstance', 'configuration', 0.3, 0.0, { countsSince: multicloudStep }],
  ['7e060336-2c9e-4289-a2a6-8d301bad47bb', 'Ensure \'Enable connecting to serial ports\' is not enabled for VM Instance', 'Medium', 'Moderate', 'Low', 'Compute', 'gceInstance', 'ports', 0.08, 0.0, { countsSince: multicloudStep }],
  ['8bdd13ad-a9d2-4910-8b06-9c4cddb55abb', 'Ensure that Compute instances do not have public IP addresses', 'High', 'Moderate', 'Moderate', 'Compute', 'gceInstance', 'network', 0.3, 0.0, { countsSince: multicloudStep }],
  ['a107c44c-75e4-4607-b1b0-cd5cfcf249e0', 'Ensure that instances are not configured to use the default service account', 'High', 'Moderate', 'Moderate', 'Compute', 'gceInstance', 'access', 0.45, 0.0, { countsSince: multicloudStep }],
  ['0ba588a6-4539-4e67-bc62-d7b2b51300fb', 'Ensure that IP forwarding is not enabled on Instances', 'Medium', 'Moderate', 'Low', 'Compute', 'gceInstance', 'network', 0.05, 0.0, { countsSince: multicloudStep }],
  ['c3be77f6-6fa9-45bd-9bdb-420484420235', 'Compute instances should use a load balancer that is configured to use a target HTTPS proxy', 'Medium', 'Moderate', 'Low', 'Networking', 'gcpLoadBalancer', 'inTransit', 0.3, 0.0, { countsSince: multicloudStep }],
  ['58c07fca-9c6e-46fa-84a7-642f224a1d18', 'Ensure no HTTPS or SSL proxy load balancers permit SSL policies with weak cipher suites', 'Medium', 'Moderate', 'Low', 'Networking', 'gcpLoadBalancer', 'inTransit', 0.4, 0.0, { countsSince: multicloudStep }],
  ['8bc8464f-f32a-4b3c-954e-48f9db2d9bcf', 'Ensure that RDP access is restricted from the Internet', 'High', 'Moderate', 'Moderate', 'Networking', 'gcpNetwork', 'ports', 0.2, 0.0, { countsSince: multicloudStep }],
  ['9f88a5b8-2853-4b3f-a4c7-33f225cae99a', 'Ensure that SSH access is restricted from the internet', 'High', 'Moderate', 'Moderate', 'Networking', 'gcpNetwork', 'ports', 0.4, 0.0, { countsSince: multicloudStep }],
  ['c10bad5f-cd86-4ea0-a40c-5d31510da525', 'Ensure that Cloud DNS logging is enabled for all VPC networks', 'High', 'Moderate', 'Moderate', 'Networking', 'gcpNetwork', 'auditing', 0.5, 0.0, { countsSince: multicloudStep }],
  ['33509176-9e4d-4238-84ec-984ba67019fa', 'Ensure that DNSSEC is enabled for Cloud DNS', 'Medium', 'Moderate', 'Low', 'Networking', 'gcpNetwork', 'practices', 0.5, 0.0, { countsSince: multicloudStep }],
  ['3e33004b-f0b8-488d-85ed-61336c7ad4ca', 'Compute Engine VMs should use the Container-Optimized OS', 'Low', 'Low', 'Low', 'Compute', 'gkeCluster', 'practices', 0.3, 0.0, { countsSince: multicloudStep }],
  ['24df9ba4-8c98-42f2-9f64-50b095eca06f', 'Control Plane Authorized Networks should be enabled on GKE clusters', 'High', 'Moderate', 'Moderate', 'Networking', 'gkeCluster', 'network', 0.4, 0.0, { countsSince: multicloudStep }],
  ['5cc3a2c1-8397-456f-8792-fe9d0d4c9145', 'GCP registry container images should have vulnerability findings resolved (powered by MDVM)', 'High', 'Moderate', 'Moderate', 'Container', 'garRepository', 'vulnerabilities', 0.6, 0.0, { countsSince: multicloudStep }],
  ['272820a7-06ce-44b3-8318-4ec1f82237dc', 'Ensure \'log_duration\' database flag for Cloud SQL PostgreSQL instance is set to \'on\'', 'Low', 'Low', 'Low', 'Compute', 'cloudSql', 'auditing', 0.5, 0.0, { countsSince: multicloudStep }],
  ['a2404629-0132-4ab3-839e-8389dbe9fe98', 'Ensure that the \'log_checkpoints\' database flag for Cloud SQL PostgreSQL instance is set to \'on\'', 'Low', 'Low', 'Low', 'Compute', 'cloudSql', 'auditing', 0.4, 0.0, { countsSince: multicloudStep }],
];

/** DevOps recommendations: Microsoft's reference says that they do not affect the score, so they sit in no control. */
export const devOpsRecommendations: readonly RecommendationTuple[] = [
  ['b6ad173c-0cc6-4d44-b954-8217c8837a8e', 'GitHub repositories should have secret scanning enabled', 'High', 'Low', 'Low', 'ExposedSecrets', 'githubRepository', 'none', 0.3, 0.05],
  ['5a2b692f-9ccc-4519-b6bd-47125dd51884', 'GitHub repositories should have code scanning enabled', 'Medium', 'Low', 'Moderate', 'CodeVulnerabilities', 'githubRepository', 'none', 0.5, 0.05],
  ['c64e7cfb-6d64-4227-8c23-b4fa5c72957b', 'GitHub repositories should have Dependabot scanning enabled', 'Medium', 'Low', 'Low', 'SoftwareUpdate', 'githubRepository', 'none', 0.3, 0.05],
  ['dd98425c-1407-40cc-8a2c-da5d0a2f80da', 'GitHub repositories should have secret scanning findings resolved', 'High', 'Moderate', 'Moderate', 'ExposedSecrets', 'githubRepository', 'none', 0.2, 0.3],
  ['18aa4e75-776a-4296-97f0-fe1cf10d679c', 'GitHub repositories should have code scanning findings resolved', 'Medium', 'Moderate', 'High', 'CodeVulnerabilities', 'githubRepository', 'none', 0.5, 0.4],
  ['945f7b1c-8def-4ab3-a44d-1416060104b3', 'GitHub repositories should have dependency vulnerability scanning findings resolved', 'Medium', 'Moderate', 'Moderate', 'SoftwareUpdate', 'githubRepository', 'none', 0.6, 0.2],
  ['c7a934bf-7be6-407a-84d9-4f20e6e49592', 'Azure DevOps repositories should have GitHub Advanced Security for Azure DevOps (GHAzDO) enabled', 'High', 'Low', 'Low', 'CodeVulnerabilities', 'azureDevOpsRepository', 'none', 0.5, 0],
  ['b5ef903f-8655-473b-9784-4f749eeb25c6', 'Azure DevOps repositories should have secret scanning findings resolved', 'High', 'Moderate', 'Moderate', 'ExposedSecrets', 'azureDevOpsRepository', 'none', 0.25, 0.3],
  ['99232bb2-9b21-4bbb-8e3c-763673b9923d', 'Azure DevOps repositories should have code scanning findings resolved', 'Medium', 'Moderate', 'High', 'CodeVulnerabilities', 'azureDevOpsRepository', 'none', 0.5, 0.3],
  ['2ea72208-8558-4011-8dcd-d93375a4003d', 'Azure DevOps repositories should have dependency vulnerability scanning findings resolved', 'Medium', 'Moderate', 'Moderate', 'SoftwareUpdate', 'azureDevOpsRepository', 'none', 0.5, 0.2],
  ['6588c4d4-fbbb-4fb8-be45-7c2de7dc1b3b', 'Azure DevOps repositories should have infrastructure as code scanning findings resolved', 'Medium', 'Moderate', 'Moderate', 'IacVulnerabilities', 'azureDevOpsRepository', 'none', 0.5, 0.4],
  ['470742ea-324a-406c-b91f-fc1da6a27c0c', 'Azure DevOps repositories should require minimum two-reviewer approval for code pushes', 'High', 'Low', 'Low', 'CodeVulnerabilities', 'azureDevOpsRepository', 'none', 0.5, 0, { preview: true }],
];
