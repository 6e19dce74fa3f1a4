export { configJsonSchema } from './jsonSchema.ts';
export { defaultConfig, defaultConfigName, parseConfig, readConfig, type Taken } from './read.ts';
export { readTenants, tenantsOfConfigs, type TenantEntry } from './tenants.ts';
