import { z } from 'zod';
import { mailAttachments } from '../domain/delivery.ts';
import { domainName, httpsUrl, lineOfText, mailAddress, once, relativeFolder, remoteAddress, subjectTemplate } from './checks.ts';

const publicTarget = z.boolean().default(false).describe('true: everyone on the internet may read what is published there. Without it a target that the public can read is refused.');
const secretText = (what: string): z.ZodString => z.string().min(1).describe(`${what}, as \${NAME} of an environment variable.`);

const directorySchema = z.strictObject({
  type: z.literal('directory'),
  path: z.string().min(1).describe('Folder that is to hold the site, relative to this file; it must be new, empty or published by this program before.'),
}).meta({ description: 'A folder, switched over in one step.' });

const azureBlobSchema = z.strictObject({
  type: z.literal('azureBlob'),
  account: z.string().regex(/^[a-z0-9]{3,24}$/, 'must be a storage account\'s name: 3 to 24 lower-case letters and digits').optional(),
  endpoint: httpsUrl.optional().describe('Blob service address, instead of account.'),
  container: z.string().regex(/^(\$web|[a-z0-9](?:[a-z0-9]|-(?!-)){1,61}[a-z0-9])$/, 'must be a container\'s name, such as $web').default('$web'),
  prefix: relativeFolder.default('').describe('Folder in the container.'),
  sas: secretText('Shared access signature').optional(),
  public: publicTarget,
}).check((context) => {
  const given = ['account', 'endpoint'].filter((key) => Object.hasOwn(context.value, key));
  if (given.length !== 1) context.issues.push({ code: 'custom', input: context.value, message: given.length === 0 ? 'names no storage account' : 'names account and endpoint at once', params: { fix: 'Give exactly one of account, endpoint.' } });
}).meta({ description: 'A container of a storage account; signs in with azure.credential unless sas is given.' });

const gitSchema = z.strictObject({
  type: z.literal('git'),
  remote: remoteAddress.describe('https or ssh address of the repository, or an absolute path.'),
  branch: z.string().regex(/^(?!.*(?:\.\.|@\{|\/\/|\/$|\.lock$|\/\.))[A-Za-z0-9_][A-Za-z0-9._/-]{0,99}$/, 'must be a branch name').default('gh-pages'),
  folder: relativeFolder.default('').describe('Folder in the branch; default: its top.'),
  authorName: lineOfText.default('secure-score'),
  authorEmail: mailAddress.default('secure-score@example.invalid'),
  token: secretText('Token for an https remote').optional(),
  public: publicTarget,
}).meta({ description: 'A branch of a git repository; new commits only, never a rewrite.' });

export const publishListSchema = z.array(z.discriminatedUnion('type', [directorySchema, azureBlobSchema, gitSchema])).default([]);

const smtpSchema = z.strictObject({
  type: z.literal('smtp'),
  host: z.string().min(1).max(253).regex(/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/, 'must be a host name'),
  port: z.int().min(1).max(65_535).optional().describe('Default: 587, or 465 with security: tls.'),
  security: z.enum(['starttls', 'tls']).optional().describe('TLS is required either way. Default: starttls, or tls on port 465.'),
  user: lineOfText.optional(),
  password: secretText('Password').optional(),
  accessToken: secretText('OAuth 2.0 access token').optional(),
  oauth: z.literal('identity').optional().describe('Sign in to Exchange Online with a token of azure.credential.'),
  caFile: z.string().min(1).optional().describe('PEM file with the server\'s certificate authority, relative to this file.'),
}).check((context) => {
  const ways = ['password', 'accessToken', 'oauth'].filter((key) => Object.hasOwn(context.value, key));
  const refuse = (message: string, fix: string): void => { context.issues.push({ code: 'custom', input: context.value, message, params: { fix } }); };
  if (ways.length > 1) refuse(`signs in with ${ways.join(' and ')} at once`, 'Keep one of them.');
  else if (ways.length === 1 && context.value.user === undefined) refuse(`has ${ways.join()} but no user`, 'Add user, the mailbox to sign in to.');
  else if (ways.length === 0 && context.value.user !== undefined) refuse('has a user but no way to sign in', 'Add password: ${NAME}, accessToken: ${NAME} or oauth: identity.');
});

const graphSchema = z.strictObject({
  type: z.literal('graph'),
  endpoint: httpsUrl.optional().describe('Default: Microsoft Graph of azure.cloud.'),
}).meta({ description: 'Microsoft Graph sendMail with azure.credential (application permission Mail.Send; Mail.ReadWrite for messages over 3 MB).' });

const communicationServicesSchema = z.strictObject({
  type: z.literal('communicationServices'),
  endpoint: httpsUrl.describe('https://<resource>.communication.azure.com'),
}).meta({ description: 'Azure Communication Services Email with azure.credential.' });

const addressList = z.array(mailAddress).check(once((address) => address.toLowerCase())).default([]);

export const emailSchema = z.strictObject({
  transport: z.discriminatedUnion('type', [smtpSchema, graphSchema, communicationServicesSchema]),
  from: mailAddress,
  fromName: lineOfText.optional(),
  to: addressList.describe('Who gets the report on everything; nobody, where only groups are written to.'), cc: addressList, bcc: addressList,
  allowedDomains: z.array(domainName).min(1).optional().describe('Domains that mail may go to; an address elsewhere is an error, also one of a group; one of a tag is refused in the plan.'),
  subject: subjectTemplate.default('{title}: {score}, {change}').describe('May hold {title}, {company}, {score}, {change}, {since}, {day}, {target}, {group}. The title of a group\'s report begins with its name.'),
  attach: z.array(z.enum(mailAttachments)).check(once((name) => name)).default(['pdf']),
  maximumMegabytes: z.number().min(0.1).max(150).default(10).describe('Largest message; attachments that do not fit are left out and linked.'),
  siteUrl: httpsUrl.optional().describe('Address of the published site, for links.'),
}).check((context) => {
  const { to, cc, bcc, allowedDomains } = context.value;
  for (const [list, addresses] of Object.entries({ to, cc, bcc })) {
    for (const [index, address] of addresses.entries()) {
      const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
      if (allowedDomains === undefined || allowedDomains.some((allowed) => allowed.toLowerCase() === domain)) continue;
      context.issues.push({ code: 'custom', input: address, path: [list, index], message: `${domain} is not among allowedDomains`, params: { fix: 'Add the domain there, or remove the address.' } });
    }
  }
});
