/** What other programs may use: the commands themselves, and the shapes of what is read and written. Everything else may change with any version. */
export { secureScore, type EmbeddedOptions, type Finished } from './cli/embedded.ts';
export { configJsonSchema, parseConfig, readConfig } from './config/index.ts';
export type { Config } from './domain/config.ts';
export { exitCodes, UserError, type Problem } from './domain/errors.ts';
export { reportModelSchema, type ReportModel } from './domain/report.ts';
export { toolVersion } from './pipeline/version.ts';
