import { UserError } from '../domain/errors.ts';

/** What was tried. */
export interface SignInAttempt {
  readonly name: string;
  readonly tenantId: string | null;
  readonly authority: string;
  /** Config's caFile; null for none. */
  readonly caFile: string | null;
  /** True when config names the identity, and not the environment. */
  readonly fromConfig?: boolean;
}

/** What to do about the codes that Microsoft Entra answers most often (learn.microsoft.com, "Microsoft Entra authentication and authorization error codes"). */
const fixes: Readonly<Record<string, string>> = {
  AADSTS7000215: 'The secret is wrong: set AZURE_CLIENT_SECRET to the value of a client secret, not to its id.',
  AADSTS7000222: 'The secret has expired: add a new one to the app registration and set AZURE_CLIENT_SECRET.',
  AADSTS700016: 'The tenant has no such application: check AZURE_CLIENT_ID and AZURE_TENANT_ID.',
  AADSTS7000229: 'The application has no service principal in this tenant: create one, or check AZURE_TENANT_ID.',
  AADSTS90002: 'There is no such tenant: check AZURE_TENANT_ID and azure.cloud.',
  AADSTS900021: 'The tenant id is malformed: check AZURE_TENANT_ID.',
  AADSTS900023: 'The tenant id is malformed: check AZURE_TENANT_ID.',
  AADSTS500011: 'The tenant does not know Resource Manager of this cloud: check azure.cloud.',
  AADSTS70021: 'No federated credential of the app registration matches the token: check its issuer, subject and audience.',
  AADSTS700213: 'No federated credential of the app registration matches the token: check its issuer, subject and audience.',
  AADSTS700024: 'The federated token is not valid at this time: check the clock, and that the token file is renewed.',
  AADSTS700027: 'The certificate is not one of the app registration: upload it there, or check AZURE_CLIENT_CERTIFICATE_PATH.',
  AADSTS50076: 'Multi-factor authentication is required: sign in anew with `az login`, or use a workload identity.',
  AADSTS70043: 'The sign-in has expired: sign in anew with `az login`.',
  AADSTS700082: 'The sign-in has expired: sign in anew with `az login`.',
  AADSTS53003: 'Conditional access refuses this sign-in: ask the tenant\'s administrators.',
};

const networkCodes = ['ENOTFOUND', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EAI_AGAIN', 'EHOSTUNREACH'];
const certificateCodes = ['SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID'];

const longestReason = 300;

/**
 * A failed sign-in as a UserError: which credential, which tenant, the code and what to do. The error of the identity library is
 * read and dropped, not kept as the cause: it may hold the request with the secret.
 */
export function explainSignInFailure(error: unknown, attempt: SignInAttempt, redact: (text: string) => string): UserError {
  const text = textOf(error);
  const code = /AADSTS\d+/.exec(text)?.[0] ?? null;
  const tenant = attempt.tenantId === null ? '' : `, tenant ${attempt.tenantId}`;
  const reason = code === null ? reasonOf(text) : `Microsoft Entra answered ${code}`;
  const fix = fixOf(code, text, attempt);
  return new UserError({ message: redact(`sign-in failed: ${attempt.name}${tenant}: ${reason}`), fix: attempt.fromConfig === true ? inWordsOfConfig(fix) : fix });
}

/** Keys of azure.identity for the variables that they stand for. */
const keys: Readonly<Record<string, string>> = {
  AZURE_TENANT_ID: 'tenantId', AZURE_CLIENT_ID: 'clientId', AZURE_CLIENT_SECRET: 'clientSecret', AZURE_CLIENT_CERTIFICATE_PATH: 'certificateFile', AZURE_FEDERATED_TOKEN_FILE: 'tokenFile',
};

/** The same words about an identity that stands in config. */
export function inWordsOfConfig(text: string): string {
  return text.replace(/ \((azure\.identity\.\w+)\)/g, '').replace(/AZURE_[A-Z_]+/g, (name) => (keys[name] === undefined ? name : `azure.identity.${keys[name]}`));
}

function fixOf(code: string | null, text: string, { authority, caFile, name }: SignInAttempt): string {
  const known = code === null ? undefined : fixes[code];
  if (known !== undefined) return known;
  if (code !== null) return `Look the code up at https://login.microsoftonline.com/error?code=${code.replace('AADSTS', '')}.`;
  if (certificateCodes.some((one) => text.includes(one))) return `The certificate of ${authority} is not trusted: set azure.caFile${caFile === null ? '' : ` (now ${caFile})`} to the authority that signed it.`;
  if (networkCodes.some((one) => text.includes(one))) return `${authority} cannot be reached: check the network, HTTPS_PROXY and azure.endpoints.authority.`;
  if (/^the proxy /m.test(text)) return 'Check HTTPS_PROXY (its user and password, too) and NO_PROXY.';
  if (name.includes('GitHub')) return 'Give the job `permissions: { id-token: write }`.';
  if (name.includes('Pipelines')) return 'Pass SYSTEM_ACCESSTOKEN: $(System.AccessToken) in the task\'s env, and check the service connection.';
  if (name.startsWith('workload identity')) return 'Check AZURE_FEDERATED_TOKEN_FILE: the file must be there, and readable.';
  if (name.startsWith('client certificate')) return 'Check AZURE_CLIENT_CERTIFICATE_PATH (azure.identity.certificateFile): a PEM file with certificate and private key, and the key\'s password where it has one.';
  if (name.startsWith('Azure CLI')) return 'Install the Azure CLI and sign in with `az login`.';
  if (name.startsWith('managed identity')) return 'Give the machine a managed identity, or choose another azure.credential.';
  return 'Sign in with `az login`, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or choose another azure.credential.';
}

/** The first line that says something; the libraries add traces and lists of further attempts. */
function reasonOf(text: string): string {
  const line = text.split(/\r?\n/).map((one) => one.trim()).find((one) => one !== '') ?? 'no token was given';
  return line.length > longestReason ? `${line.slice(0, longestReason)}…` : line;
}

/** Message, error response and inner errors, as far as they are text. */
function textOf(error: unknown, depth = 0): string {
  if (typeof error !== 'object' || error === null || depth > 3) return typeof error === 'string' ? error : '';
  const { message, code, errorResponse, errors, cause }: Readonly<Record<string, unknown>> = { ...error, message: 'message' in error ? error.message : '', cause: 'cause' in error ? error.cause : null };
  const response: Readonly<Record<string, unknown>> = typeof errorResponse === 'object' && errorResponse !== null ? { ...errorResponse } : {};
  const own = [message, response['errorDescription'], code].filter((part) => typeof part === 'string');
  const inner = Array.isArray(errors) ? errors.map((one) => textOf(one, depth + 1)) : [];
  return [...own, ...inner, textOf(cause, depth + 1)].filter((part) => part !== '').join('\n');
}
