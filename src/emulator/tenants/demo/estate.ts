/** A line of resources: profile, name (numbered at its end, or at `#`), how many at the start, resource group. */
export type EstateLine = readonly [profile: string, name: string, count: number, resourceGroup: string];

/** What each scope of the demo holds when the history begins. */
export const estate: Readonly<Record<string, readonly EstateLine[]>> = {
  'platform-identity': [
    ['vm', 'vm-dc-weu-', 4, 'rg-domain-controllers'], ['vm', 'vm-adfs-', 2, 'rg-adfs'], ['keyVault', 'kv-identity-', 3, 'rg-identity-core'],
    ['storage', 'stidentitylogs', 2, 'rg-identity-core'], ['virtualNetwork', 'vnet-identity-', 1, 'rg-identity-net'], ['subnet', 'vnet-identity-01/snet-', 3, 'rg-identity-net'],
  ],
  'platform-connectivity': [
    ['vm', 'vm-nva-weu-', 2, 'rg-hub-weu'], ['virtualNetwork', 'vnet-hub-', 3, 'rg-hub-weu'], ['subnet', 'vnet-hub-01/snet-', 6, 'rg-hub-weu'],
    ['storage', 'stflowlogs', 3, 'rg-hub-logs'], ['keyVault', 'kv-hub-', 1, 'rg-hub-weu'], ['apiManagement', 'apim-contoso-', 1, 'rg-apim'],
  ],
  'platform-management': [
    ['vm', 'vm-jump-', 3, 'rg-jumphosts'], ['arcWindows', 'SRV-FILE-', 4, 'rg-arc-onprem'], ['arcLinux', 'lnx-edge-', 5, 'rg-arc-onprem'],
    ['storage', 'stmgmtdiag', 4, 'rg-monitoring'], ['keyVault', 'kv-mgmt-', 2, 'rg-monitoring'], ['logicApp', 'logic-alerting-', 3, 'rg-monitoring'],
  ],
  'corp-erp-prod': [
    ['vm', 'vm-sap-app-', 16, 'rg-sap-prod'], ['vm', 'vm-sap-db-', 6, 'rg-sap-prod'], ['vm', 'vm-print-', 4, 'rg-erp-services'],
    ['sqlServer', 'sql-erp-prod-', 3, 'rg-erp-sql'], ['sqlDatabase', 'sql-erp-prod-01/sqldb-ledger-', 8, 'rg-erp-sql'], ['managedInstance', 'sqlmi-erp-', 1, 'rg-erp-sql'],
    ['storage', 'sterpprod', 10, 'rg-erp-storage'], ['keyVault', 'kv-erp-prod-', 4, 'rg-erp-services'], ['virtualNetwork', 'vnet-erp-', 2, 'rg-erp-net'],
    ['subnet', 'vnet-erp-01/snet-', 7, 'rg-erp-net'], ['serviceBus', 'sb-erp-', 2, 'rg-erp-services'], ['logicApp', 'logic-idoc-', 6, 'rg-erp-services'],
  ],
  'corp-stores': [
    ['vm', 'vm-pos-gw-', 8, 'rg-filialen'], ['storage', 'stfilialen', 5, 'rg-filialen'], ['sqlServer', 'sql-filialen-', 1, 'rg-filialen'],
    ['sqlDatabase', 'sql-filialen-01/sqldb-kasse-', 3, 'rg-filialen'], ['webApp', 'app-filialportal-', 3, 'rg-filialen'], ['keyVault', 'kv-filialen-', 1, 'rg-filialen'],
  ],
  'data-analytics': [
    ['vm', 'vm-shir-', 4, 'rg-integration-runtime'], ['storage', 'stdatalake', 12, 'rg-lake'], ['sqlServer', 'sql-dwh-', 2, 'rg-dwh'], ['sqlDatabase', 'sql-dwh-01/sqldb-mart-', 6, 'rg-dwh'],
    ['eventHub', 'evh-clickstream-', 3, 'rg-streaming'], ['searchService', 'srch-catalog-', 2, 'rg-search'], ['cosmos', 'cosmos-features-', 2, 'rg-features'],
    ['keyVault', 'kv-data-', 3, 'rg-lake'], ['functionApp', 'func-ingest-', 6, 'rg-streaming'], ['kubernetes', 'aks-ml-', 1, 'rg-ml'],
  ],
  'shop-prod': [
    ['vm', 'vm-shop-web-', 18, 'rg-shop-web'], ['vm', 'vm-shop-search-', 6, 'rg-shop-search'], ['scaleSet', 'vmss-shop-front-', 3, 'rg-shop-web'], ['kubernetes', 'aks-shop-', 2, 'rg-shop-aks'],
    ['registry', 'crshopprod', 1, 'rg-shop-aks'], ['storage', 'stshopprod', 14, 'rg-shop-storage'], ['webApp', 'app-shop-', 12, 'rg-shop-apps'], ['functionApp', 'func-shop-', 9, 'rg-shop-apps'],
    ['redis', 'redis-shop-', 3, 'rg-shop-cache'], ['sqlServer', 'sql-shop-prod-', 2, 'rg-shop-sql'], ['sqlDatabase', 'sql-shop-prod-01/sqldb-orders-', 7, 'rg-shop-sql'],
    ['keyVault', 'kv-shop-prod-', 4, 'rg-shop-apps'], ['serviceBus', 'sb-shop-', 2, 'rg-shop-apps'], ['eventHub', 'evh-shop-', 2, 'rg-shop-apps'], ['cosmos', 'cosmos-cart-', 2, 'rg-shop-cart'],
    ['virtualNetwork', 'vnet-shop-', 2, 'rg-shop-net'], ['subnet', 'vnet-shop-01/snet-', 8, 'rg-shop-net'], ['appConfiguration', 'appcs-shop-', 2, 'rg-shop-apps'],
  ],
  'shop-dev': [
    ['vm', 'vm-shop-dev-', 9, 'rg-shop-dev'], ['storage', 'stshopdev', 8, 'rg-shop-dev'], ['webApp', 'app-shop-dev-', 7, 'rg-shop-dev'], ['functionApp', 'func-shop-dev-', 4, 'rg-shop-dev'],
    ['sqlServer', 'sql-shop-dev-', 1, 'rg-shop-dev'], ['sqlDatabase', 'sql-shop-dev-01/sqldb-test-', 4, 'rg-shop-dev'], ['keyVault', 'kv-shop-dev-', 2, 'rg-shop-dev'],
    ['kubernetes', 'aks-shop-dev-', 1, 'rg-shop-dev'], ['virtualNetwork', 'vnet-shop-dev-', 1, 'rg-shop-dev'],
  ],
  loyalty: [
    ['vm', 'vm-loyalty-api-', 6, 'rg-loyalty'], ['storage', 'stloyalty', 4, 'rg-loyalty'], ['webApp', 'app-loyalty-', 4, 'rg-loyalty'], ['functionApp', 'func-points-', 3, 'rg-loyalty'],
    ['cosmos', 'cosmos-loyalty-', 1, 'rg-loyalty'], ['keyVault', 'kv-loyalty-', 2, 'rg-loyalty'], ['redis', 'redis-loyalty-', 1, 'rg-loyalty'], ['virtualNetwork', 'vnet-loyalty-', 1, 'rg-loyalty'],
  ],
  'pay-prod': [
    ['vm', 'vm-pay-api-', 16, 'rg-pay-api-prod'], ['vm', 'vm-pay-batch-', 8, 'rg-pay-batch-prod'], ['vm', 'vm-hsm-proxy-', 4, 'rg-pay-hsm'], ['scaleSet', 'vmss-pay-gateway-', 2, 'rg-pay-api-prod'],
    ['kubernetes', 'aks-pay-', 1, 'rg-pay-aks'], ['registry', 'crpayprod', 1, 'rg-pay-aks'], ['storage', 'stpayprod', 14, 'rg-pay-storage'], ['sqlServer', 'sql-pay-prod-', 2, 'rg-pay-sql'],
    ['sqlDatabase', 'sql-pay-prod-01/sqldb-settlement-', 7, 'rg-pay-sql'], ['webApp', 'app-checkout-', 9, 'rg-pay-apps'], ['functionApp', 'func-refund-', 8, 'rg-pay-apps'],
    ['redis', 'redis-pay-', 3, 'rg-pay-apps'], ['keyVault', 'kv-pay-prod-', 6, 'rg-pay-hsm'], ['serviceBus', 'sb-pay-', 2, 'rg-pay-apps'],
    ['virtualNetwork', 'vnet-pay-', 2, 'rg-pay-net'], ['subnet', 'vnet-pay-01/snet-', 6, 'rg-pay-net'],
  ],
  'pay-stage': [
    ['vm', 'vm-pay-stage-', 8, 'rg-pay-stage'], ['storage', 'stpaystage', 6, 'rg-pay-stage'], ['webApp', 'app-checkout-stage-', 4, 'rg-pay-stage'], ['functionApp', 'func-refund-stage-', 3, 'rg-pay-stage'],
    ['redis', 'redis-pay-stage-', 1, 'rg-pay-stage'], ['sqlServer', 'sql-pay-stage-', 1, 'rg-pay-stage'], ['sqlDatabase', 'sql-pay-stage-01/sqldb-settlement-', 3, 'rg-pay-stage'],
    ['keyVault', 'kv-pay-stage-', 2, 'rg-pay-stage'], ['virtualNetwork', 'vnet-pay-stage-', 1, 'rg-pay-stage'],
  ],
  nordwind: [
    ['vm', 'vm-tour-planung-', 7, 'rg-nordwind'], ['storage', 'stnordwind', 5, 'rg-nordwind'], ['sqlServer', 'sql-nordwind-', 1, 'rg-nordwind'],
    ['sqlDatabase', 'sql-nordwind-01/sqldb-touren-', 2, 'rg-nordwind'], ['webApp', 'app-frachtbrief-', 2, 'rg-nordwind'],
  ],
  sandbox: [['storage', 'stlab', 2, 'rg-lab'], ['webApp', 'app-prototype-', 2, 'rg-lab']],
  warehouse: [
    ['vm', 'vm-wms-', 12, 'rg-wms'], ['storage', 'stwms', 4, 'rg-wms'], ['sqlServer', 'sql-wms-', 1, 'rg-wms'], ['sqlDatabase', 'sql-wms-01/sqldb-stock-', 2, 'rg-wms'], ['webApp', 'app-wms-', 1, 'rg-wms'],
  ],
  'aws-shop': [
    ['awsAccount', '123456789012', 1, ''], ['awsUser', 'shop-deploy-', 8, ''], ['ec2Instance', 'shop-edge-', 22, ''], ['vpc', 'shop-', 3, ''], ['s3Bucket', 'contoso-shop-assets-', 16, ''],
    ['rdsInstance', 'shop-reviews-', 4, ''], ['awsLoadBalancer', 'shop-alb-', 4, ''], ['ecrRepository', 'shop-frontend-', 5, ''], ['sqsQueue', 'shop-orders-', 6, ''], ['awsApi', 'shop-api-', 3, ''],
  ],
  'aws-payments': [
    ['awsAccount', '210987654321', 1, ''], ['awsUser', 'pay-operator-', 4, ''], ['ec2Instance', 'pay-tokenizer-', 8, ''], ['vpc', 'pay-', 2, ''], ['s3Bucket', 'contoso-pay-archive-', 6, ''],
    ['rdsInstance', 'pay-vault-', 3, ''], ['awsLoadBalancer', 'pay-alb-', 2, ''], ['sqsQueue', 'pay-events-', 4, ''],
  ],
  'aws-analytics': [
    ['awsAccount', '345678901234', 1, ''], ['awsUser', 'analyst-', 10, ''], ['ec2Instance', 'spark-worker-', 12, ''], ['s3Bucket', 'contoso-lake-', 14, ''], ['redshiftCluster', 'dwh-', 2, ''],
    ['esDomain', 'search-logs-', 2, ''], ['rdsInstance', 'metastore-', 2, ''], ['vpc', 'analytics-', 1, ''],
  ],
  'gcp-ml': [
    ['gceInstance', 'ml-train-', 14, ''], ['gcpNetwork', 'ml-net-', 3, ''], ['gkeCluster', 'ml-serving-', 2, ''], ['garRepository', 'ml-images-', 4, ''], ['cloudSql', 'ml-metadata-', 2, ''], ['gcpLoadBalancer', 'ml-serving-', 2, ''],
  ],
  ado: [['azureDevOpsRepository', 'Retail Platform/erp-interfaces-', 6, ''], ['azureDevOpsRepository', 'Filialen/kassensystem-', 4, '']],
  github: [['githubRepository', 'shop-frontend-', 5, ''], ['githubRepository', 'payments-api-', 4, ''], ['githubRepository', 'infra-modules-', 3, '']],
};

/** Profiles of which a company does not make and delete new ones every week. */
export const steadyProfiles: ReadonlySet<string> = new Set([
  'subscription', 'virtualNetwork', 'subnet', 'sqlServer', 'managedInstance', 'awsAccount', 'vpc', 'gcpNetwork', 'gkeCluster', 'apiManagement', 'redshiftCluster', 'esDomain',
  'registry', 'kubernetes', 'githubRepository', 'azureDevOpsRepository',
]);
