export { configJsonSchema } from './jsonSchema.ts';
export { defaultConfig, defaultConfigName, parseConfig, readConfig, type Taken } from './read.ts';
