import { describe, expect, it } from 'vitest';
import { UserError } from '../domain/errors.ts';
import { parseConfig } from './index.ts';

const env = { ID: '11111111-1111-4111-8111-111111111111', KEY: 'hunter2hunter2' };
const azureOf = (azure: string) => parseConfig(`azure: ${azure}`, 'config.yaml', env, '/etc/score').azure;
function faults(azure: string): readonly string[] {
  try {
    azureOf(azure);
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.problems.map(({ message, position }) => `${position?.path ?? ''} ${message}`);
  }
}

describe('azure.identity', () => {
  it('names an application and where its secret is', () => {
    const { credential, identity } = azureOf('{ credential: clientSecret, identity: { tenantId: contoso.example, clientId: "${ID}", clientSecret: "${KEY}" } }');
    expect({ credential, tenantId: identity?.tenantId, clientId: identity?.clientId, secret: identity?.clientSecret?.reveal() }).toEqual({ credential: 'clientSecret', tenantId: 'contoso.example', clientId: env.ID, secret: env.KEY });
    expect(JSON.stringify(identity)).not.toContain(env.KEY);
  });

  it('finds files beside the config', () => {
    expect(azureOf('{ credential: clientSecret, identity: { tenantId: t, clientId: c, certificateFile: keys/a.pem } }').identity?.certificateFile).toBe('/etc/score/keys/a.pem');
    expect(azureOf('{ credential: workloadIdentity, identity: { tenantId: t, clientId: c, tokenFile: token } }').identity?.tokenFile).toBe('/etc/score/token');
  });

  it.each([
    ['{ identity: { tenantId: t } }', 'azure.identity is given, but credential is default, which looks for an identity by itself'],
    ['{ credential: azureCli, identity: { clientId: c } }', 'azure.identity.clientId does not belong to credential azureCli'],
    ['{ credential: azureCli, identity: { clientId: c } }', 'azure.identity names no tenantId, which credential azureCli needs'],
    ['{ credential: clientSecret, identity: { tenantId: t, clientId: c } }', 'azure.identity needs exactly one of clientSecret, certificateFile'],
    ['{ credential: clientSecret, identity: { tenantId: t, clientId: c, clientSecret: "${KEY}", certificateFile: a } }', 'azure.identity needs exactly one of clientSecret, certificateFile'],
    ['{ credential: clientSecret, identity: { tenantId: t, clientId: c, clientSecret: hunter2 } }', 'azure.identity.clientSecret a secret must not be written in config'],
    ['{ credential: clientSecret, identity: { tenantId: t, clientId: c, clientSecret: "${NONE}" } }', 'azure.identity.clientSecret the environment variable NONE is not set'],
  ])('refuses %s', (azure, fault) => {
    expect(faults(azure)).toContain(fault);
  });
});
