import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Config } from '../domain/config.ts';
import { UserError } from '../domain/errors.ts';
import { configJsonSchema, defaultConfig, parseConfig, readConfig } from './index.ts';

const root = new URL('../../', import.meta.url);

function parse(text: string): Config {
  return parseConfig(text, 'config.yaml', {}, '/work-dir');
}

function faults(text: string): readonly string[] {
  try {
    parse(text);
    return [];
  } catch (error) {
    if (error instanceof UserError) return error.message.split('\n');
    throw error;
  }
}

describe('a config with faults', () => {
  const cases: readonly (readonly [name: string, text: string, message: string])[] = [
    ['unknown key', 'tilte: x', 'config.yaml:1:1 tilte: unknown key "tilte". Did you mean "title"?'],
    ['unknown key far from any', 'report: { zzzzzz: 1 }', 'config.yaml:1:11 report.zzzzzz: unknown key "zzzzzz". Allowed here: period, target, formats, weekStart, language, locale, csv, pdf, scopePages, keepScopePages, mask, branding, templates, panels.'],
    ['unknown key in a list', 'scopes:\n  include:\n    - subscripton: a', 'config.yaml:3:7 scopes.include[0].subscripton: unknown key "subscripton". Did you mean "subscription"?'],
    ['a secret in config', 'azure:\n  clientSecret: hunter2', 'config.yaml:2:3 azure.clientSecret: unknown key "clientSecret". Secrets never stand in config: set AZURE_CLIENT_SECRET and its like in the environment.'],
    ['an unknown format', 'report: { formats: [html, xls] }', 'config.yaml:1:27 report.formats[1]: must be one of html, pdf, xlsx, csv, json, singleFile, not "xls". Did you mean "xlsx"?'],
    ['an unknown delimiter', 'report: { csv: { delimiter: ":" } }', 'config.yaml:1:29 report.csv.delimiter: must be one of ,, ;, |, tab, not ":". Did you mean ","?'],
    ['a workspace as history without its id', 'history: { source: logAnalytics }', 'config.yaml:1:20 history.source: "logAnalytics" needs workspaces. Add workspaceIds: [<workspace id>].'],
    ['a workspace that is not read', 'history: { workspaceIds: [1a1a1a1a-1a1a-4a1a-8a1a-1a1a1a1a1a1a] }', 'config.yaml:1:26 history.workspaceIds: workspaces are not read with source local. Set source: logAnalytics, or name them to "secure-score backfill --workspace".'],
    ['the name of a workspace', 'history: { source: logAnalytics, workspaceIds: [security-logs] }', 'config.yaml:1:49 history.workspaceIds[0]: not a workspace id: "security-logs". Use the workspace id, a GUID that the portal shows on the workspace\'s overview; not its name or its resource id.'],
    ['wrong type', 'report: { target: "80 %" }', 'config.yaml:1:19 report.target: must be a number, not "80 %". Write 80 without quotes or sign.'],
    ['not a number', 'report: { target: .nan }', 'config.yaml:1:19 report.target: must be a number, not NaN'],
    ['number for text', 'scopes: { include: [{ connector: { account: 012345 } }] }', 'config.yaml:1:45 scopes.include[0].connector.account: must be text, not 12345. Put it in quotes: "012345".'],
    ['list for map', 'azure: [1]', 'config.yaml:1:8 azure: must be a map of keys, not a list'],
    ['text for list', 'groups: all', 'config.yaml:1:9 groups: must be a list, not "all". Write it as [ … ], or one entry a line, each after "- ".'],
    ['empty section', 'azure:\ntitle: x', 'config.yaml:1:7 azure: is empty. Give it a value or remove the line.'],
    ['empty include', 'scopes: { include: [] }', 'config.yaml:1:20 scopes.include: is empty. Remove it to report on everything the identity can read, or name scopes.'],
    ['enum', 'report: { period: weekly }', 'config.yaml:1:19 report.period: must be one of day, week, month, not "weekly". Did you mean "week"?'],
    ['environment', 'scopes: { include: [{ connector: { environment: Githb } }] }', 'config.yaml:1:49 scopes.include[0].connector.environment: must be one of Azure, AWS, GCP, AzureDevOps, GitHub, GitLab, DockerHub, JFrog, not "Githb". Did you mean "GitHub"?'],
    ['time zone', 'timeZone: Europe/Berln', 'config.yaml:1:11 timeZone: unknown time zone "Europe/Berln". Did you mean "Europe/Berlin"?'],
    ['time zone of another system', 'timeZone: W. Europe Standard Time', 'config.yaml:1:11 timeZone: unknown time zone "W. Europe Standard Time". Use an IANA name such as Europe/Berlin or UTC.'],
    ['locale', 'report: { locale: english }', 'config.yaml:1:19 report.locale: unknown locale "english". Use a language tag such as en-GB or de-DE.'],
    ['brackets in a glob', 'scopes: { include: [{ subscription: "pay-[ab]" }] }', 'config.yaml:1:37 scopes.include[0].subscription: "pay-[ab]" holds brackets; only * and ? are wildcards. Write one entry per name, or ? for a character that may be anything.'],
    ['pattern for a management group', 'scopes: { exclude: [{ managementGroup: "a*" }] }', 'config.yaml:1:40 scopes.exclude[0].managementGroup: is a name, not a pattern. Name each management group in an entry of its own.'],
    ['display name of a management group', 'scopes: { exclude: [{ managementGroup: "Tenant Root Group" }] }', 'config.yaml:1:40 scopes.exclude[0].managementGroup: not a management group id: "Tenant Root Group". Use the group\'s id (letters, digits, - _ . and parentheses), not its display name.'],
    ['selector of nothing', 'scopes: { include: [{}] }', 'config.yaml:1:21 scopes.include[0]: selects nothing. Give exactly one of managementGroup, subscription, connector.'],
    ['selector of two kinds', 'scopes: { include: [{ managementGroup: a, subscription: b }] }', 'config.yaml:1:21 scopes.include[0]: names managementGroup and subscription at once. Give exactly one of managementGroup, subscription, connector.'],
    ['group without a name', 'groups: [{ match: { environment: AWS } }]', 'config.yaml:1:10 groups[0].name: the key "name" is missing. Add it.'],
    ['group of everything', 'groups: [{ name: All, match: {} }]', 'config.yaml:1:30 groups[0].match: matches nothing. Give at least one of managementGroup, subscriptions, tag, environment, connector.'],
    ['two groups of one name', 'groups: [{ name: A, match: { environment: AWS } }, { name: a, match: { environment: GCP } }]', 'config.yaml:1:52 groups[1]: is here twice: "a". Keep one of them.'],
    ['mail', 'groups: [{ name: A, match: { environment: AWS }, recipients: [me@localhost] }]', 'config.yaml:1:63 groups[0].recipients[0]: not a mail address: "me@localhost". Write it as name@example.com.'],
    ['target over 100', 'report: { target: 101 }', 'config.yaml:1:19 report.target: must be at most 100, not 101'],
    ['gate of a group that is not there', 'gates: { groups: [{ name: Shop, minimumPercent: 1 }] }', 'config.yaml:1:27 gates.groups[0].name: no group is called "Shop". Name one of groups.'],
    ['gate without a limit', 'gates: { scopes: [{ match: "pay-*" }] }', 'config.yaml:1:19 gates.scopes[0]: has no limit. Give minimumPercent, maximumDrop or both.'],
    ['unknown cause', 'gates: { ignoredCauses: [catalog] }', 'config.yaml:1:26 gates.ignoredCauses[0]: must be one of remediated, regressed, newResources, deletedResources, exemptions, gracePeriod, catalogue, scopesJoined, scopesLeft, weightShift, staleData, remainder, not "catalog". Did you mean "catalogue"?'],
    ['webhook written out', 'alerts: { webhook: "https://example.com/secret" }', 'config.yaml:1:20 alerts.webhook: a secret must not be written in config. Put it in an environment variable NAME and write ${NAME}.'],
    ['target under 0', 'gates: { minimumPercent: -1 }', 'config.yaml:1:26 gates.minimumPercent: must be at least 0, not -1'],
    ['http', 'azure: { endpoints: { authority: "http://127.0.0.1:1" } }', 'config.yaml:1:34 azure.endpoints.authority: must be an https address, not http://. Use https; a local server needs a certificate too (see azure.caFile).'],
    ['no address', 'azure: { endpoints: { authority: localhost } }', 'config.yaml:1:34 azure.endpoints.authority: not an address: "localhost". Write it as https://host or https://host:port.'],
    ['password in an address', 'azure: { endpoints: { authority: "https://u:p@h" } }', 'config.yaml:1:34 azure.endpoints.authority: must not hold a user name or a password. Remove the part before "@".'],
    ['line break in a title', 'title: "a\\nb"', 'config.yaml:1:8 title: must not hold line breaks or other control characters. Write it on one line.'],
    ['format twice', 'report: { formats: [html, html] }', 'config.yaml:1:27 report.formats[1]: is here twice: "html". Keep one of them.'],
    ['stray variable', 'outputDir: ${HOME}/x', 'config.yaml:1:12 outputDir: holds ${…}, which is only read where a secret is needed. Write the value itself.'],
    ['duplicate key', 'title: a\ntitle: b', 'config.yaml:2:1 title: the key "title" is here twice. Keep one of them.'],
    ['merge key', 'a: &a { x: 1 }\n<<: *a', 'config.yaml:2:1 <<: merge keys ("<<") are not supported. Write the keys out.'],
    ['tag', 'title: !!binary aGk=', 'config.yaml:1:17 title: the tag !!binary is not supported. Write the plain value.'],
    ['syntax', 'report: { target: 80', 'config.yaml:1:21: not valid YAML: Flow map in block collection must be sufficiently indented and end with a }'],
    ['two documents', 'title: a\n---\ntitle: b', 'config.yaml:2:1: not valid YAML: Source contains multiple documents'],
    ['unknown alias', 'title: *nope', 'config.yaml:1:8 title: the alias names no anchor above it. Write the value out.'],
  ];
  it.each(cases)('%s', (_name, text, message) => {
    expect(faults(text)).toContain(message);
  });

  it('tells every fault at once, in the order of the file', () => {
    expect(faults('tilte: x\ntimeZone: Mars\nreport:\n  target: 400\n  formats: [cvs]\n').map((line) => line.split(' ')[0])).toEqual([
      'config.yaml:1:1', 'config.yaml:2:11', 'config.yaml:4:11', 'config.yaml:5:13',
    ]);
  });

  it('has exit code 2 and never shows the value of an unknown key', () => {
    expect(faults('azure: { password: hunter2 }').join()).not.toContain('hunter2');
    expect(() => parse('x: 1')).toThrow(expect.objectContaining({ exitCode: 2 }));
  });
});

describe('a webhook', () => {
  const alerts = 'alerts: { webhook: "${HOOK}" }';
  const told = (address: string): readonly string[] => {
    try {
      return [parseConfig(alerts, 'config.yaml', { HOOK: address }, '/work-dir').alerts.webhook ?? ''];
    } catch (error) {
      return error instanceof UserError ? error.message.split('\n') : [String(error)];
    }
  };
  it('is an https address of the environment, and never shown when it is none', () => {
    expect(told('https://example.com/hook?sig=abc')).toEqual(['https://example.com/hook?sig=abc']);
    expect(told('http://example.com/hunter2')).toEqual(['config.yaml:1:20 alerts.webhook: must hold an https address. Put the address of the webhook, https://…, into the environment variable.']);
    expect(told('hunter2')).toEqual(['config.yaml:1:20 alerts.webhook: holds no address. Put the address of the webhook, https://…, into the environment variable.']);
    expect(told('')).toEqual(['config.yaml:1:20 alerts.webhook: the environment variable HOOK is not set. Set HOOK before the run.']);
  });
});

describe('a hostile config', () => {
  it.each(['__proto__', 'constructor', 'prototype'])('cannot set %s', (key) => {
    const lines = faults(`${key}: { polluted: true }\nreport: { ${key}: { polluted: true } }`);
    expect(lines).toContain(`config.yaml:1:1 ${key}: the key "${key}" is not allowed. Write the keys out.`);
    expect(lines).toContain(`config.yaml:2:11 report.${key}: the key "${key}" is not allowed. Write the keys out.`);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('is stopped at its aliases, its depth, its size', () => {
    const bomb = ['a: &a [x,x]', ...[...'bcdefgh'].map((name, index) => `${name}: &${name} [${Array(12).fill(`*${'abcdefg'[index]}`).join(',')}]`)].join('\n');
    expect(faults(bomb).join()).toContain('more than 64 aliases');
    expect(faults('a: &a [*a]').join()).toContain('nested more than 24 levels deep');
    expect(faults(`a: ${'['.repeat(50_000)}`)).toEqual(['config.yaml: nested more than 24 levels deep']);
    expect(faults(`a: ${'['.repeat(40)}${']'.repeat(40)}`).join()).toContain('nested more than 24 levels deep');
    expect(faults(`title: ${'x'.repeat(1_048_576)}`)).toEqual(['config.yaml: larger than 1024 KiB, the limit for a config file']);
    expect(faults(`title: [${'1,'.repeat(60_000)}]`).join()).toContain('more than 50000 values');
  });

  it('gives a config or problems, whatever the text', () => {
    const text = fc.oneof(fc.string(), fc.json(), fc.string({ unit: fc.constantFrom('a', ':', ' ', '\n', '-', '{', '}', '[', ']', '&', '*', '"', '#', '!', '|', '?', '\t') }));
    fc.assert(fc.property(text, (written) => { faults(written); }), { numRuns: 500 });
  });
});

describe('a valid config', () => {
  it('has the defaults when it is empty', () => {
    expect(parse('')).toEqual(defaultConfig('/work-dir'));
    expect(parse('# nothing\n')).toEqual(defaultConfig('/work-dir'));
    expect(defaultConfig('/work-dir')).toMatchObject({
      timeZone: 'UTC', outDir: '/work-dir/reports', scopes: { include: [], exclude: [] }, history: { source: 'local' },
      report: { period: 'week', target: null, formats: ['html', 'pdf', 'xlsx', 'csv', 'json'], weekStart: 'monday', csv: { delimiter: ',', bom: true } }, gates: { minimumPercent: null, maximumDrop: null },
    });
  });

  it('becomes what the program uses', () => {
    const config = parseConfig(`
title: Contoso
azure: { endpoints: { resourceManager: "https://localhost:8443/" }, caFile: certs/ca.pem, requestsPer5s: 10 }
scopes:
  include: [{ managementGroup: contoso }, { subscription: "pay-*" }, { connector: { environment: github, account: "1" } }]
  exclude: [{ connector: { name: "test-*" } }]
groups: [{ name: Payments, match: { tag: { team: payments } }, target: 85, recipients: [pay-leads@contoso.com] }]
email: { transport: { type: graph }, from: score@contoso.com }
report: { target: 80, branding: { company: Contoso } }
gates: { minimumPercent: 70, maximumDrop: 2 }
outputDir: ../out
`, '/etc/score/config.yaml', {}, '/elsewhere');
    expect(config.azure).toEqual({
      cloud: 'AzurePublic', credential: 'default', requestsPer5s: 10, caFile: '/etc/score/certs/ca.pem',
      endpoints: { resourceManager: 'https://localhost:8443', authority: null, logAnalytics: null },
    });
    expect(config.scopes).toEqual({
      include: [{ kind: 'managementGroup', name: 'contoso' }, { kind: 'subscription', pattern: 'pay-*' }, { kind: 'connector', environment: 'GitHub', account: '1', name: null }],
      exclude: [{ kind: 'connector', environment: null, account: null, name: 'test-*' }],
    });
    expect(config.groups).toEqual([{
      name: 'Payments', target: 85, recipients: ['pay-leads@contoso.com'], recipientsTag: null, publish: [], siteUrl: null,
      match: { managementGroup: null, subscriptions: [], tags: { team: 'payments' }, environment: null, connector: null },
    }]);
    expect(config).toMatchObject({ title: 'Contoso', outDir: '/etc/out', gates: { minimumPercent: 70, maximumDrop: 2 }, report: { branding: { company: 'Contoso', footer: null } } });
  });

  it('may use an anchor', () => {
    expect(parse('title: &t Contoso\nreport: { branding: { company: *t } }').report.branding.company).toBe('Contoso');
  });
});

describe('config files', () => {
  it('the example in the repository is valid, and names its schema', () => {
    const text = readFileSync(new URL('config.yaml', root), 'utf8');
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./config.schema.json');
    expect(faults(text)).toEqual([]);
  });

  it('what the example has as comments is valid too', () => {
    const text = readFileSync(new URL('config.yaml', root), 'utf8').replace(/^( *)# (?=[ -]*[a-zA-Z]+:)/gm, '$1');
    expect(text).toContain('\nscopes:');
    // Secrets that the example names.
    const env = Object.fromEntries([...text.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => [name, 'https://hook.example/secret']));
    expect(() => parseConfig(text, 'config.yaml', env, '/work-dir')).not.toThrow();
  });

  it('config.schema.json is what the schema gives (else: npm run -s secure-score -- schema > config.schema.json)', () => {
    expect(JSON.parse(readFileSync(new URL('config.schema.json', root), 'utf8'))).toEqual(configJsonSchema());
  });

  it('are found by default, named when missing, refused when not text', () => {
    const folder = mkdtempSync(join(tmpdir(), 'secure-score-config-'));
    expect(readConfig(null, {}, folder)).toEqual(defaultConfig(folder));
    expect(() => readConfig('none.yaml', {}, folder)).toThrow('none.yaml: no such file. Name an existing file with --config');
    expect(() => readConfig('.', {}, folder)).toThrow('cannot be read (EISDIR)');
    writeFileSync(join(folder, 'config.yaml'), 'title: found');
    expect(readConfig(null, {}, folder).title).toBe('found');
    writeFileSync(join(folder, 'latin1.yaml'), Buffer.from([0x74, 0x3a, 0x20, 0xe4]));
    expect(() => readConfig('latin1.yaml', {}, folder)).toThrow('latin1.yaml: not UTF-8 text. Save the file as UTF-8.');
  });
});
