export { configJsonSchema } from './jsonSchema.ts';
export { defaultConfig, defaultConfigName, parseConfig, readConfig } from './read.ts';
