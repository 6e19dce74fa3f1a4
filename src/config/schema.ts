import { z } from 'zod';
import { pdfSections, reportFormats, usualFormats } from '../domain/config.ts';
import { languages } from '../domain/language.ts';
import { accountCauses } from '../domain/reportPanels.ts';
import { brandingSchema, panelListSchema, templatesSchema } from './customSchema.ts';
import { deliveryFits } from './groupDelivery.ts';
import { historySchema } from './historySchema.ts';
import { identityFits, identitySchema } from './identitySchema.ts';
import { emailSchema, publishListSchema } from './deliverySchema.ts';
import { atLeastOne, environmentText, globPattern, httpsUrl, lineOfText, localeTag, mailAddress, managementGroupName, once, percentNumber, timeZoneName, webhookUrl } from './checks.ts';

const connectorSchema = z.strictObject({
  environment: environmentText.optional().describe('AWS, GCP, AzureDevOps, GitHub, GitLab, DockerHub or JFrog.'),
  account: z.string().min(1).optional().describe('AWS account id, GCP project number or organisation, in quotes.'),
  name: globPattern.optional().describe('Name of the connector; * and ? are wildcards.'),
}).check(atLeastOne('environment, account, name')).meta({ minProperties: 1, description: 'A security connector; all fields given must match.' });

const selectorSchema = z.strictObject({
  managementGroup: managementGroupName.optional().describe('Id of a management group: every scope below it.'),
  subscription: globPattern.optional().describe('Id or display name of subscriptions; * and ? are wildcards.'),
  connector: connectorSchema.optional(),
}).check((context) => {
  const given = Object.keys(context.value);
  if (given.length === 1) return;
  const message = given.length === 0 ? 'selects nothing' : `names ${given.join(' and ')} at once`;
  context.issues.push({ code: 'custom', input: context.value, message, params: { fix: 'Give exactly one of managementGroup, subscription, connector.' } });
}).meta({ oneOf: [{ required: ['managementGroup'] }, { required: ['subscription'] }, { required: ['connector'] }] });

const selectorList = z.array(selectorSchema).min(1).optional();

const azureSchema = z.strictObject({
  cloud: z.enum(['AzurePublic', 'AzureGovernment', 'AzureChina']).default('AzurePublic').describe('Which Azure.'),
  endpoints: z.strictObject({
    resourceManager: httpsUrl.optional(),
    authority: httpsUrl.optional(),
    logAnalytics: httpsUrl.optional(),
  }).prefault({}).describe('Addresses that replace the cloud\'s own; https only.'),
  caFile: z.string().min(1).optional().describe('PEM file with additional certificate authorities, relative to this file.'),
  credential: z.enum(['default', 'azureCli', 'managedIdentity', 'workloadIdentity', 'clientSecret']).default('default')
    .describe('How to sign in. Secrets come from the environment (AZURE_CLIENT_SECRET …), never from here.'),
  identity: identitySchema.optional().describe('Whose identity signs in. Default: what AZURE_TENANT_ID, AZURE_CLIENT_ID … in the environment name.'),
  requestsPer5s: z.int().min(1).max(1000).optional().describe('Largest number of Resource Graph requests in 5 seconds. Default: what the service allows.'),
}).check(identityFits);

const groupSchema = z.strictObject({
  name: lineOfText.describe('Name of the group, once only.'),
  match: z.strictObject({
    managementGroup: managementGroupName.optional(),
    subscriptions: z.array(globPattern).min(1).optional().describe('Ids or display names; * and ? are wildcards; one must match.'),
    tag: z.record(z.string().min(1), z.string()).optional().describe('Tags of the subscription; all must match.'),
    environment: environmentText.optional(),
    connector: globPattern.optional().describe('Name of a security connector; * and ? are wildcards.'),
  }).check(atLeastOne('managementGroup, subscriptions, tag, environment, connector')).meta({ minProperties: 1, description: 'Which scopes belong to the group; all fields given must match.' }),
  target: percentNumber.optional().describe('Target score in percent. Default: report.target.'),
  recipients: z.array(mailAddress).check(once((address) => address.toLowerCase())).default([]).describe('Who gets the group\'s own report by mail.'),
  recipientsTag: lineOfText.optional().describe('Name of a tag that holds one more recipient\'s address on each of the group\'s scopes; taken only in email.allowedDomains.'),
  publish: publishListSchema.describe('Where the group\'s own site goes, and nothing of any other group.'),
  siteUrl: httpsUrl.optional().describe('Address of the group\'s own published site, for links in its mail.'),
});

const reportSchema = z.strictObject({
  period: z.enum(['day', 'week', 'month']).default('week').describe('What one report covers.'),
  target: percentNumber.optional().describe('Target score in percent; none unless set.'),
  formats: z.array(z.enum(reportFormats)).min(1).check(once((format) => format)).default([...usualFormats]),
  weekStart: z.enum(['monday', 'sunday']).default('monday'),
  language: z.enum(languages).default('en').describe('Language of the report, the site and the mail. Names that the service gives stay as they are.'),
  locale: localeTag.optional().describe('How numbers and dates are written (BCP 47). Default: as the language has it, en-GB or de-DE.'),
  csv: z.strictObject({
    delimiter: z.enum([',', ';', '|', 'tab']).default(',').describe('What separates the fields; Excel in many European locales expects ";".'),
    bom: z.boolean().default(true).describe('Begin files with a byte order mark, which tells Excel that they are UTF-8.'),
  }).prefault({}).describe('How CSV files are written.'),
  pdf: z.strictObject({
    sections: z.array(z.enum(pdfSections)).check(once((section) => section)).default([...pdfSections]).describe('What follows the two executive pages, by the anchors of the page; []: nothing.'),
  }).prefault({}).describe('What is printed.'),
  scopePages: z.union([z.boolean(), z.literal('auto')]).default('auto').describe('A page for each scope beside the report; auto: up to 2,000 scopes.'),
  keepScopePages: z.int().min(1).max(10_000).default(12).describe('How many of the newest runs keep their pages of scopes; older reports stay without them, and "render --run" brings them back.'),
  mask: z.boolean().default(false).describe('Replace names, ids, paths and links by pseudonyms in every format; such reports stand in a site of their own, masked/ instead of site/.'),
  branding: brandingSchema.prefault({}).describe('What makes the report the company\'s own.'),
  templates: templatesSchema,
  panels: panelListSchema,
});

const limits = {
  minimumPercent: percentNumber.optional().describe('Lowest score that passes, in percent.'),
  maximumDrop: percentNumber.optional().describe('Largest fall since the last report that passes, in percentage points.'),
};

const limitGiven: z.core.CheckFn<{ readonly minimumPercent?: number | undefined; readonly maximumDrop?: number | undefined }> = (context) => {
  if (context.value.minimumPercent !== undefined || context.value.maximumDrop !== undefined) return;
  context.issues.push({ code: 'custom', input: context.value, message: 'has no limit', params: { fix: 'Give minimumPercent, maximumDrop or both.' } });
};

const gatesSchema = z.strictObject({
  ...limits,
  runsInARow: z.int().min(1).max(30).default(1).describe('Runs in a row that must break a limit before it fails; several on a day count once.'),
  ignoredCauses: z.array(z.enum(accountCauses)).check(once((cause) => cause)).default([]).describe('Causes of a fall that are no alarm: a fall is judged without what they made of it.'),
  scopes: z.array(z.strictObject({ match: globPattern.describe('Name or id of scopes; * and ? are wildcards.'), ...limits }).check(limitGiven)).check(once(({ match }) => match.toLowerCase())).default([]).describe('Limits of each scope that matches.'),
  groups: z.array(z.strictObject({ name: lineOfText.describe('Name of a group in groups.'), ...limits }).check(limitGiven)).check(once(({ name }) => name.toLowerCase())).default([]).describe('Limits of groups.'),
});

/** What a user may write; every key optional. `z.input` is the file, `z.output` has the defaults. */
export const configSpecSchema = z.strictObject({
  title: lineOfText.default('Secure score').describe('Title of the report.'),
  timeZone: timeZoneName.default('UTC').describe('IANA time zone that days and weeks are counted in.'),
  azure: azureSchema.prefault({}).describe('Which Azure, and how to sign in.'),
  scopes: z.strictObject({
    include: selectorList.describe('What to report on. Default: everything the identity can read.'),
    exclude: selectorList.describe('What to leave out of that.'),
  }).prefault({}),
  groups: z.array(groupSchema).check(once(({ name }) => name.toLowerCase())).default([]).describe('Teams that get a report of their own scopes.'),
  history: historySchema.prefault({}).describe('Where past scores come from.'),
  report: reportSchema.prefault({}),
  gates: gatesSchema.prefault({}).describe('Exit code 3 when a limit is broken; alerts.json in the run\'s folder says which.'),
  alerts: z.strictObject({
    webhook: webhookUrl.optional().describe('Where alarms are posted as an adaptive card, e.g. a Teams workflow; a secret: ${NAME} of an environment variable.'),
  }).prefault({}).describe('Who is told of alarms.'),
  publish: publishListSchema.describe('Where the site is published after a run.'),
  email: emailSchema.optional().describe('The mail after a run.'),
  outputDir: z.string().min(1).default('reports').describe('Folder for the record and the reports, relative to this file.'),
}).check(deliveryFits).check((context) => {
  const known = new Set(context.value.groups.map(({ name }) => name.toLowerCase()));
  for (const [index, { name }] of context.value.gates.groups.entries()) {
    if (known.has(name.toLowerCase())) continue;
    context.issues.push({ code: 'custom', input: name, path: ['gates', 'groups', index, 'name'], message: `no group is called ${JSON.stringify(name)}`, params: { fix: 'Name one of groups.' } });
  }
}).meta({ title: 'secure-score config.yaml' });

/** The config file with defaults filled in, not yet in the shape the program uses. */
export type ConfigSpec = z.output<typeof configSpecSchema>;
