import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { portalHostOf, endpointsOf } from './clouds.ts';
import { redactor } from './redact.ts';
import { kqlText } from './resourceGraph.ts';
import { explainSignInFailure } from './signInFailure.ts';

describe('redactor', () => {
  const redact = redactor({ AZURE_CLIENT_SECRET: 's3cret~va/lue', AZURE_CLIENT_CERTIFICATE_PASSWORD: 'abc' });
  it('takes out the environment\'s secrets in every spelling, tokens and parameters', () => {
    const token = `eyJ0eXAiOiJKV1Qi.${'a'.repeat(40)}.${'b'.repeat(20)}`;
    const text = redact(`secret s3cret~va/lue, encoded ${encodeURIComponent('s3cret~va/lue')}, Authorization: Bearer ${token}, client_secret=hunter2hunter2&x=1, {"password":"letmein"}`);
    for (const secret of ['s3cret', token, 'hunter2', 'letmein']) expect(text).not.toContain(secret);
    expect(text).toContain('&x=1');
  });
  it('leaves ordinary text alone, also where a secret is very short', () => {
    expect(redact('abc: subscription not found')).toBe('abc: subscription not found');
  });
});

describe('explainSignInFailure', () => {
  const attempt = { name: 'client secret (AZURE_CLIENT_ID, AZURE_CLIENT_SECRET)', tenantId: 'contoso.example', authority: 'https://login.example', caFile: null };
  const redact = redactor({ AZURE_CLIENT_SECRET: 'topsecretvalue' });
  it('names credential, tenant and code, and what to do, and keeps nothing else', () => {
    const raw = Object.assign(new Error('invalid_client'), { errorResponse: { errorDescription: 'AADSTS7000215: Invalid client secret topsecretvalue provided.' }, request: { body: 'client_secret=topsecretvalue' } });
    const error = explainSignInFailure(raw, attempt, redact);
    expect(error).toMatchObject({ name: 'UserError', exitCode: 2 });
    expect(error.message).toBe('sign-in failed: client secret (AZURE_CLIENT_ID, AZURE_CLIENT_SECRET), tenant contoso.example: Microsoft Entra answered AADSTS7000215. The secret is wrong: set AZURE_CLIENT_SECRET to the value of a client secret, not to its id.');
    expect(inspect(error, { depth: 10 })).not.toContain('topsecretvalue');
  });
  it.each([
    [Object.assign(new Error('getaddrinfo ENOTFOUND login.example'), { code: 'ENOTFOUND' }), 'cannot be reached'],
    [Object.assign(new Error('self-signed certificate'), { code: 'SELF_SIGNED_CERT_IN_CHAIN' }), 'azure.caFile'],
    [new AggregateError([new Error('AADSTS70043: expired')], 'chain failed'), 'az login'],
    [new Error('AADSTS123456: unheard of'), 'error?code=123456'],
    [null, 'az login'],
  ])('says what to do: %s', (raw, fix) => {
    expect(explainSignInFailure(raw, attempt, redact).message).toContain(fix);
  });
});

describe('kqlText', () => {
  it('cannot be ended by what is in it', () => {
    expect(kqlText(`a'b"c\\d\n`)).toBe(String.raw`'a\'b\"c\\d\u000a'`);
  });
});

describe('endpointsOf', () => {
  const none = { resourceManager: null, authority: null, logAnalytics: null };
  const base = { caFile: null, credential: 'default', requestsPer5s: null } as const;
  it('knows the clouds', () => {
    expect(endpointsOf({ ...base, cloud: 'AzureGovernment', endpoints: none }, {})).toMatchObject({
      resourceManager: 'https://management.usgovcloudapi.net', resourceManagerAudience: 'https://management.usgovcloudapi.net', authority: 'https://login.microsoftonline.us', customAuthority: false,
    });
    expect(endpointsOf({ ...base, cloud: 'AzureChina', endpoints: none }, {}).resourceManager).toBe('https://management.chinacloudapi.cn');
    expect(portalHostOf('AzureChina')).toBe('portal.azure.cn');
  });
  it('puts config before AZURE_AUTHORITY_HOST before the cloud, and keeps the audience', () => {
    const env = { AZURE_AUTHORITY_HOST: 'https://login.corp.example/' };
    expect(endpointsOf({ ...base, cloud: 'AzurePublic', endpoints: none }, env)).toMatchObject({ authority: 'https://login.corp.example', customAuthority: true });
    const own = endpointsOf({ ...base, cloud: 'AzurePublic', endpoints: { ...none, authority: 'https://127.0.0.1:1', resourceManager: 'https://127.0.0.1:2' } }, env);
    expect(own).toMatchObject({ authority: 'https://127.0.0.1:1', resourceManager: 'https://127.0.0.1:2', resourceManagerAudience: 'https://management.azure.com' });
  });
});
