/**
 * Tables of Azure Resource Graph beside those that the emulator holds, lower case, after "Understanding the Azure Resource Graph query language"
 * (learn.microsoft.com/azure/governance/resource-graph/concepts/query-language). All have the columns of `resources`.
 */
export const otherGraphTables: readonly string[] = [
  'advisorresources', 'alertsmanagementresources', 'appserviceresources', 'authorizationresources', 'awsresources', 'azurebusinesscontinuityresources', 'batchresources', 'chaosresources',
  'communitygalleryresources', 'computeresources', 'desktopvirtualizationresources', 'dnsresources', 'edgeorderresources', 'elasticsanresources', 'extendedlocationresources', 'featureresources',
  'guestconfigurationresources', 'healthresourcechanges', 'healthresources', 'impactreportresources', 'insightsresources', 'iotsecurityresources', 'kubernetesconfigurationresources',
  'maintenanceresources', 'managedserviceresources', 'migrateresources', 'networkresources', 'patchassessmentresources', 'patchinstallationresources', 'policyresources', 'quotaresources',
  'recoveryservicesresources', 'resourcechanges', 'resourcecontainerchanges', 'servicefabricresources', 'servicehealthresources', 'spotresources', 'supportresources', 'tagsresources',
];
