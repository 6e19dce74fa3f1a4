export { loadDataTenant } from './dataTenant.ts';
export { emulate, type EmulateOptions, type EmulateWorld, type ReadyFile, type RunningEmulator } from './emulate.ts';
export type { LoggedRequest } from './server/exchange.ts';
export type { Fault, FaultKind, FaultMatch } from './server/faults.ts';
export type { SentMail } from './server/mail.ts';
export type { EmulatorOptions, ServiceLimits } from './server/options.ts';
export { documentedQuota, type Quota } from './server/quota.ts';
export { startEmulator, type Emulator, type EmulatorEnvironment, type EmulatorWorld, type Endpoints } from './server/startEmulator.ts';
export { tableNames, type Row, type TableName, type Tenant } from './tenant.ts';
