import { readFileSync } from 'node:fs';
import { basename, dirname, extname, relative, resolve } from 'node:path';
import { z } from 'zod';
import { UserError } from '../domain/errors.ts';
import { once } from './checks.ts';
import { problemsOf } from './problems.ts';
import { readYamlTree } from './yamlTree.ts';

/** One of several tenants that are reported on in one go. */
export interface TenantEntry {
  /** What its lines in the log begin with; once only. */
  readonly name: string;
  /** Absolute path of its config. */
  readonly config: string;
}

const tenantSchema = z.strictObject({
  name: z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,59}$/u, 'must be up to 60 letters, digits, spaces, dots, - and _').optional().describe('Name in the log. Default: the name of the config or of its folder.'),
  config: z.string().min(1).describe('Its config.yaml, relative to this file.'),
});

/** A file that lists tenants. */
export const tenantsSchema = z.strictObject({
  tenants: z.array(tenantSchema).min(1).check(once(({ config }) => config)).describe('Tenants, each with a config of its own.'),
}).meta({ title: 'secure-score tenants.yaml' });

/** The tenants that a file lists. @throws UserError with every fault found, each with line and column. */
export function readTenants(path: string, cwd: string): readonly TenantEntry[] {
  const file = resolve(cwd, path);
  const shown = relative(cwd, file).startsWith('..') ? file : relative(cwd, file);
  const tree = readYamlTree(textOf(file, shown), shown);
  const spec = tenantsSchema.safeParse(tree.value ?? {});
  const problems = [...tree.problems, ...(spec.success ? [] : problemsOf(spec.error, tree, tenantsSchema))];
  if (problems.length > 0 || !spec.success) throw new UserError(problems);
  return named(spec.data.tenants.map(({ name, config }) => ({ name: name ?? null, config: resolve(dirname(file), config) })));
}

/** Tenants from configs alone, each named by its file or, where that is called config, by its folder. */
export function tenantsOfConfigs(configs: readonly string[], cwd: string): readonly TenantEntry[] {
  return named(configs.map((config) => ({ name: null, config: resolve(cwd, config) })));
}

function named(entries: readonly { readonly name: string | null; readonly config: string }[]): readonly TenantEntry[] {
  const [names, configs] = [new Set<string>(), new Set<string>()];
  return entries.map(({ name, config }) => {
    if (configs.has(config)) throw new UserError({ message: `${config} is here twice`, fix: 'Name each config once.' });
    const short = name ?? nameOf(config);
    const own = name === null && names.has(short.toLowerCase()) ? config : short;
    if (names.has(own.toLowerCase())) throw new UserError({ message: `two tenants are called ${JSON.stringify(own)}`, fix: 'Give each a name of its own.' });
    names.add(own.toLowerCase());
    configs.add(config);
    return { name: own, config };
  });
}

function nameOf(config: string): string {
  const name = basename(config, extname(config));
  return name === 'config' ? basename(dirname(config)) || name : name;
}

function textOf(file: string, shown: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UserError({ message: 'no file that can be read', position: { file: shown }, fix: 'Name a file that lists tenants with --tenants.' }, { cause });
  }
}
