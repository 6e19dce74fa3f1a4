import { describe, expect, it } from 'vitest';
import { UserError } from '../domain/errors.ts';
import { parseConfig } from './index.ts';

const env = { SAS: 'sv=1&sig=abc', PASSWORD: 'hunter22', TOKEN: 'ghp_1' };

function faults(text: string): readonly string[] {
  try {
    parseConfig(text, 'config.yaml', env, '/w');
    return [];
  } catch (error) {
    if (error instanceof UserError) return error.message.split('\n');
    throw error;
  }
}

const mail = 'from: score@contoso.com, to: [a@contoso.com]';

describe('publish and email in config', () => {
  it('become targets with their defaults, secrets out of sight', () => {
    const config = parseConfig(`publish:
  - { type: directory, path: ../www }
  - { type: azureBlob, account: contososcore, sas: "\${SAS}" }
  - { type: git, remote: "https://git.contoso.com/score.git", token: "\${TOKEN}" }
email: { transport: { type: smtp, host: smtp.contoso.com, user: score@contoso.com, password: "\${PASSWORD}" }, ${mail}, siteUrl: "https://score.contoso.com/" }
`, 'config.yaml', env, '/w');
    expect(config.publish).toMatchObject([
      { type: 'directory', path: '/www' },
      { type: 'azureBlob', endpoint: 'https://contososcore.blob.core.windows.net', container: '$web', prefix: '', public: false },
      { type: 'git', branch: 'gh-pages', folder: '', public: false },
    ]);
    expect(config.email).toMatchObject({ transport: { type: 'smtp', port: 587, security: 'starttls', caFile: null }, attach: ['pdf'], maximumBytes: 10_485_760, siteUrl: 'https://score.contoso.com', allowedDomains: null });
    expect(JSON.stringify(config)).not.toMatch(/hunter22|sig=abc|ghp_1/);
    expect(config.email?.transport.type === 'smtp' && config.email.transport.auth.kind === 'password' ? config.email.transport.auth.password.reveal() : null).toBe('hunter22');
  });

  it('follow the cloud', () => {
    const config = parseConfig(`azure: { cloud: AzureChina }\npublish: [{ type: azureBlob, account: abc }]\nemail: { transport: { type: graph }, ${mail} }`, 'config.yaml', env, '/w');
    expect([config.publish[0], config.email?.transport]).toMatchObject([{ endpoint: 'https://abc.blob.core.chinacloudapi.cn' }, { endpoint: 'https://microsoftgraph.chinacloudapi.cn' }]);
  });

  const cases: readonly (readonly [name: string, text: string, message: string])[] = [
    ['no type', 'publish: [{ path: x }]', 'config.yaml:1:11 publish[0].type: the key "type" is missing. Add it.'],
    ['a type of another kind', 'publish: [{ type: blob, path: x }]', 'config.yaml:1:19 publish[0].type: must be one of directory, azureBlob, git, not "blob"'],
    ['an unknown key', 'publish: [{ type: directory, pth: x }]', 'config.yaml:1:30 publish[0].pth: unknown key "pth". Did you mean "path"?'],
    ['a secret in the open', 'publish: [{ type: azureBlob, account: abc, sas: "sv=1" }]', 'config.yaml:1:49 publish[0].sas: a secret must not be written in config. Put it in an environment variable NAME and write ${NAME}.'],
    ['two accounts', 'publish: [{ type: azureBlob, account: abc, endpoint: "https://x" }]', 'config.yaml:1:11 publish[0]: names account and endpoint at once. Give exactly one of account, endpoint.'],
    ['a transport of git that runs programs', 'publish: [{ type: git, remote: "ext::sh -c x" }]', 'config.yaml:1:32 publish[0].remote: not an address git may use here: "ext::sh -c x". Use https://host/path, ssh://git@host/path, git@host:path or an absolute path.'],
    ['an option as a remote', 'publish: [{ type: git, remote: "--upload-pack=x" }]', 'config.yaml:1:32 publish[0].remote: not an address git may use here: "--upload-pack=x". Use https://host/path, ssh://git@host/path, git@host:path or an absolute path.'],
    ['a way up', 'publish: [{ type: git, remote: /r, folder: "../x" }]', 'config.yaml:1:44 publish[0].folder: not a folder: "../x". Write it as a/b, of letters, digits, - _ and dots.'],
    ['nobody to write to', 'email: { transport: { type: graph }, from: a@contoso.com }', 'config.yaml:1:8 email: has nobody to write to. Give at least one address in to, or recipients to a group.'],
    ['a domain that is not allowed', `email: { transport: { type: graph }, ${mail}, allowedDomains: [fabrikam.com] }`, 'config.yaml:1:68 email.to[0]: contoso.com is not among allowedDomains. Add the domain there, or remove the address.'],
    ['a password without a user', `email: { transport: { type: smtp, host: h.x, password: "\${PASSWORD}" }, ${mail} }`, 'config.yaml:1:21 email.transport: has password but no user. Add user, the mailbox to sign in to.'],
    ['a word the subject does not know', `email: { transport: { type: graph }, ${mail}, subject: "{scor}" }`, 'config.yaml:1:93 email.subject: unknown word {scor}. Use {title}, {company}, {score}, {change}, {since}, {day}, {target}, {group}.'],
    ['a line break in the subject', `email: { transport: { type: graph }, ${mail}, subject: "a\\nBcc: x@y.z" }`, 'config.yaml:1:93 email.subject: must not hold line breaks or other control characters. Write it on one line.'],
  ];
  it.each(cases)('%s', (_name, text, message) => {
    expect(faults(text)).toContain(message);
  });

  it('take a group\'s recipients, tag, targets and address, its secrets out of sight', () => {
    const group = '{ name: Pay, match: { environment: AWS }, recipients: [p@contoso.com], recipientsTag: owner, siteUrl: "https://pay.contoso.com/", publish: [{ type: azureBlob, account: payscore, sas: "${SAS}" }, { type: directory, path: pay }] }';
    const config = parseConfig(`groups: [${group}]\nemail: { transport: { type: graph }, from: score@contoso.com, allowedDomains: [contoso.com] }`, 'config.yaml', env, '/w');
    expect(config.groups[0]).toMatchObject({ recipients: ['p@contoso.com'], recipientsTag: 'owner', siteUrl: 'https://pay.contoso.com', publish: [{ type: 'azureBlob', endpoint: 'https://payscore.blob.core.windows.net' }, { type: 'directory', path: '/w/pay' }] });
    expect(JSON.stringify(config)).not.toContain('sig=abc');
  });

  const email = (more = '') => `email: { transport: { type: graph }, ${mail}${more} }`;
  const groupOf = (fields: string, name = 'A') => `{ name: ${name}, match: { environment: AWS }, ${fields} }`;
  const groupCases: readonly (readonly [name: string, text: string, message: string])[] = [
    ['recipients without a mail service', `groups: [${groupOf('recipients: [a@contoso.com]')}]`, 'config.yaml:1:62 groups[0].recipients: nobody is written to without email. Add email, with a transport and from.'],
    ['a tag without allowed domains', `groups: [${groupOf('recipientsTag: owner')}]\n${email()}`, 'config.yaml:1:65 groups[0].recipientsTag: addresses from tags are taken only with a list of allowed domains. Add email.allowedDomains.'],
    ['a domain that is not allowed', `groups: [${groupOf('recipients: [a@fabrikam.com]')}]\n${email(', allowedDomains: [contoso.com]')}`, 'config.yaml:1:63 groups[0].recipients[0]: fabrikam.com is not among email.allowedDomains. Add the domain there, or remove the address.'],
    ['a secret in the open', `groups: [${groupOf('publish: [{ type: azureBlob, account: abc, sas: "sv=1" }]')}]`, 'config.yaml:1:98 groups[0].publish[0].sas: a secret must not be written in config. Put it in an environment variable NAME and write ${NAME}.'],
    ['two sites in one place', `publish: [{ type: directory, path: www }]\ngroups: [${groupOf('publish: [{ type: directory, path: www/ }]')}, ${groupOf('publish: [{ type: git, remote: /r }]', 'B')}]`, 'config.yaml:2:60 groups[0].publish[0]: goes to the same place as publish[0]. Name another place: each site needs its own.'],
    ['a group\'s site inside the whole one', `publish: [{ type: directory, path: www }]\ngroups: [${groupOf('publish: [{ type: directory, path: ./www/x/../a }]')}]`, 'config.yaml:2:60 groups[0].publish[0]: goes to a folder inside that of publish[0]. Name another place: each site needs its own.'],
    ['a group\'s site in another group\'s place', `groups: [${groupOf('publish: [{ type: git, remote: /r }]')}, ${groupOf('publish: [{ type: git, remote: /r }]', 'B')}]`, 'config.yaml:1:140 groups[1].publish[0]: goes to the same place as groups[0].publish[0]. Name another place: each site needs its own.'],
  ];
  it.each(groupCases)('%s', (_name, text, message) => {
    expect(faults(text)).toContain(message);
  });
});
