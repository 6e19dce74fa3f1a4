import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sampleModel } from '../../../test/fixtures/report-model.ts';
import { renderCharts } from '../../charts/index.ts';
import { reportModelSchema, type ReportModel } from '../../domain/report.ts';
import { renderHtml } from '../html.ts';
import { httpsOnly } from './templates.ts';

const templates = fileURLToPath(new URL('../../../templates', import.meta.url));

/** String fields whose text comes from outside: every one is attacked below. */
const foreign = new Set([
  'title', 'company', 'classification', 'footer', 'runId', 'toolVersion', 'cloud', 'tenantIds[]',
  'headline.score.reason', 'headline.gracePeriod.reason', 'headline.sentences[]',
  ...['sinceLastReport', 'over7Days', 'over30Days', 'over90Days'].flatMap((name) => [`headline.${name}.reason`, `headline.${name}.methodBreak`]),
  ...['scopeId', 'scopeName', 'controlId', 'controlName', 'recommendations[].key', 'recommendations[].name'].map((name) => `account.parts[].details[].${name}`),
  ...['keys[]', 'names[]', 'environment', 'severity', 'implementationEffort', 'controls[]', 'owner', 'scopes[]', 'planNeed.plans[]', 'portalUrl', 'tickets[]'].map((name) => `plan.steps[].${name}`),
  ...['scopeId', 'scopeName', 'key', 'name', 'reason', 'title', 'createdBy', 'portalUrl'].map((name) => `exemptions.rows[].${name}`),
  ...['resourceId', 'keys[]'].map((name) => `account.parts[].details[].changed[].${name}`), 'groups[].outlook.refused', 'scopes[].outlook.refused',
  'forecast.refused', 'trend.events[].label',
  ...['environment', 'score.reason', 'over7Days.reason', 'over7Days.methodBreak', 'over30Days.reason', 'over30Days.methodBreak'].map((name) => `environments[].${name}`),
  ...['name', 'displayName', 'score.reason', 'withConnectors.reason', 'over30Days.reason', 'over30Days.methodBreak'].map((name) => `managementGroups[].${name}`),
  ...['name', 'score.reason', 'over7Days.reason', 'over7Days.methodBreak', 'over30Days.reason', 'over30Days.methodBreak'].map((name) => `groups[].${name}`),
  ...['scopeId', 'name', 'environment', 'account', 'managementGroup', 'noScoreReason', 'portalUrl', 'over7Days.reason', 'over7Days.methodBreak', 'over30Days.reason', 'over30Days.methodBreak'].map((name) => `scopes[].${name}`),
  ...['key', 'name', 'environment', 'severity', 'controls[]'].map((name) => `topRecommendations.rows[].${name}`),
  ...['controlId', 'name'].map((name) => `controlTrends.rows[].${name}`),
  ...['key', 'name', 'environment', 'severity'].map((name) => `stateChanges.rows[].${name}`),
  ...['scopeId', 'scopeName', 'environment', 'resourceId', 'resourceName', 'from', 'to', 'reason', 'portalUrl'].map((name) => `stateChanges.rows[].details[].${name}`),
  'controls[].controlId', 'controls[].name',
  ...['controls[].recommendations[]', 'withoutControl[]'].flatMap((list) => ['key', 'name', 'environment', 'severity', 'implementationEffort', 'userImpact', 'plannedDeprecation', 'owner', 'planNeed.plans[]', 'portalUrl', 'tickets[]'].map((name) => `${list}.${name}`)),
  ...['title', 'description', 'x', 'y', 'columns[].name', 'rows[][]', 'missing', 'notes[]'].map((name) => `customPanels[].${name}`),
  'quality.gaps[].what', 'quality.gaps[].scopeId', 'quality.gaps[].advice',
  'quality.drift[].subject', 'quality.drift[].example',
  ...['scopeId', 'scopeName', 'controlId', 'controlIds[]'].map((name) => `quality.reconciliation.differences[].${name}`),
  ...['scopeId', 'controlId'].map((name) => `quality.reconciliation.rows[].${name}`),
]);

/** Strings that are moments or were validated before (an introduction is Markdown, attacked in brand/markdown.test): another text in them is our bug and may throw. */
const validated = new Set(['introduction', 'takenAt', 'generatedAt', 'timeZone', 'locale', 'plan.steps[].dueAt', 'stateChanges.rows[].details[].at', 'controls[].recommendations[].dueAt', 'withoutControl[].dueAt', 'quality.cadence.lastRunBefore', 'scopes[].newestChangeAt', 'exemptions.rows[].since']);

const corpus: readonly (readonly [name: string, value: string])[] = [
  ['end of script', '</script><script>alert(1)</script>'],
  ['image with handler', '<img src=x onerror=alert(1)>'],
  ['end of svg and title', '</title></text></svg><svg onload=alert(1)>'],
  ['quotes', '"\'&`= onmouseover="alert(1)'],
  ['template', '{{constructor.constructor "return process"}}{{{x}}}'],
  ['replacement patterns', '$& $1 $` $\''],
  ['comment', '--><!-- ]]> <![CDATA['],
  ['right to left', '\u202Egpj.exe\u2066 \u200F\u200Bzero'],
  ['lone surrogates and controls', 'a\uD800b\uDC00\u0000\u0007\u0085\uFFFF'],
  ['very long', 'a'.repeat(300)],
  ['very long with spaces', 'lorem ipsum '.repeat(400)],
  ['expression', 'javascript:alert(1)'],
  ['prototype', '__proto__'],
  ['constructor', 'constructor'],
];

const benign = 'benign text';

/** Paths of all strings a value may hold, from the JSON Schema of the model; enums, constants and patterns are not free. */
function stringPaths(schema: unknown, definitions: Readonly<Record<string, unknown>>, path = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const node = schema as { $ref?: string; type?: string | string[]; anyOf?: unknown[]; enum?: unknown; const?: unknown; pattern?: unknown; properties?: Record<string, unknown>; items?: unknown };
  if (node.$ref !== undefined) return stringPaths(definitions[node.$ref.replace('#/$defs/', '')], definitions, path);
  if (node.anyOf !== undefined) return [...new Set(node.anyOf.flatMap((one) => stringPaths(one, definitions, path)))];
  if (node.properties !== undefined) return Object.entries(node.properties).flatMap(([key, value]) => stringPaths(value, definitions, path === '' ? key : `${path}.${key}`));
  if (node.items !== undefined) return stringPaths(node.items, definitions, `${path}[]`);
  const isString = node.type === 'string' || (Array.isArray(node.type) && node.type.includes('string'));
  return isString && node.enum === undefined && node.const === undefined && node.pattern === undefined ? [path] : [];
}

/** The model with every foreign string replaced; nulls are filled too, as far as they stand beside other values. */
function withText(value: unknown, replacement: string, path = ''): unknown {
  if (typeof value === 'string') return foreign.has(path) ? replacement : value;
  if (value === null) return foreign.has(path) ? replacement : null;
  if (Array.isArray(value)) return value.map((entry) => withText(entry, replacement, `${path}[]`));
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withText(entry, replacement, path === '' ? key : `${path}.${key}`)]));
}

async function pageWith(replacement: string): Promise<string> {
  const model = withText(sampleModel(), replacement) as ReportModel;
  const charts = await renderCharts(model, templates);
  expect([...charts.failures]).toEqual([]);
  return renderHtml(model, charts, templates);
}

/** Elements and the names of their attributes, without texts and values: what no data may change. */
function skeleton(html: string): string[] {
  return [...html.matchAll(/<(\/?[a-z][\w-]*)((?:[^>"]|"[^"]*")*)>/gi)].map(([, name, attributes = '']) => `${name}${attributes.replaceAll(/="[^"]*"/g, '').replaceAll(/\s+/g, ' ').trimEnd()}`);
}

describe('hostile text', () => {
  it('has a case for every string of the model; a new field has to be added here', () => {
    const schema = z.toJSONSchema(reportModelSchema, { io: 'input' });
    const paths = stringPaths(schema, schema.$defs ?? {});
    expect(paths.toSorted()).toEqual([...foreign, ...validated].toSorted());
  });

  it('reaches the page in benign form, so that the attack below reaches it too', async () => {
    const html = await pageWith(benign);
    expect(html.split(benign).length).toBeGreaterThan(300);
    expect(html).not.toContain('could not be made');
  });

  it.each(corpus)('%s changes no element and no attribute of the page', async (_, value) => {
    const [expected, html] = [skeleton(await pageWith(benign)), await pageWith(value)];
    expect(html).not.toContain('could not be made');
    expect(html.isWellFormed()).toBe(true);
    // oxlint-disable-next-line no-control-regex -- the characters that HTML may not hold
    expect(html).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/);
    expect(skeleton(html)).toEqual(expected);
    for (const [, address = ''] of html.matchAll(/<a [^>]*href="([^"]*)"/g)) expect(address).toMatch(/^(#|https:\/\/)/);
  });
});

describe('links', () => {
  it.each(['javascript:alert(1)', 'JaVaScRiPt:alert(1)', ' javascript:alert(1)', 'data:text/html,x', '//evil.example', '\\\\evil.example', 'https:\\\\evil.example', 'https:///evil.example', 'http://evil.example', 'https://user:pass@evil.example/', 'https://', 'vbscript:x', 'java\nscript:alert(1)', ''])('%j leads nowhere', (address) => {
    expect(httpsOnly(address)).toBe('#');
  });

  it('keeps https addresses', () => {
    expect(httpsOnly('https://portal.azure.com/#view/x')).toBe('https://portal.azure.com/#view/x');
  });
});
