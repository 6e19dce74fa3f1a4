import { constants, timingSafeEqual, verify, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { parseJson } from '../http.ts';
import { malformedAssertion, unmatchedAssertion, wrongCertificate, type EntraFailure } from './entraErrors.ts';

/** What the application may prove itself with. */
export interface AssertionCredentials {
  readonly clientId: string;
  /** The one federated token that is trusted. */
  readonly federatedToken: string;
  /** Certificate registered with the application, PEM; null for none. */
  readonly clientCertificate: string | null;
}

const headerShape = z.object({ alg: z.string(), x5t: z.string().optional(), 'x5t#S256': z.string().optional() });
const claimsShape = z.object({ iss: z.string().optional(), sub: z.string().optional(), exp: z.number().optional() });

/** Checks a client assertion; null when it is good. `at` is milliseconds since the epoch. */
export function checkAssertion(assertion: string, credentials: AssertionCredentials, at: number): EntraFailure | null {
  const parts = assertion.split('.');
  const header = headerShape.safeParse(decodePart(parts[0]));
  const claims = claimsShape.safeParse(decodePart(parts[1]));
  if (parts.length !== 3 || !header.success || !claims.success) return malformedAssertion;
  if (equalText(assertion, credentials.federatedToken)) return null;
  const byCertificate = header.data.x5t !== undefined || header.data['x5t#S256'] !== undefined;
  if (!byCertificate) return unmatchedAssertion(claims.data.sub ?? '');
  return checkSignature(assertion, header.data.alg, claims.data, credentials, at);
}

function checkSignature(
  assertion: string,
  algorithm: string,
  claims: z.infer<typeof claimsShape>,
  credentials: AssertionCredentials,
  at: number,
): EntraFailure | null {
  if (credentials.clientCertificate === null) return wrongCertificate('The key was not found.');
  if (claims.iss !== credentials.clientId || claims.sub !== credentials.clientId) return wrongCertificate('Issuer and subject must be the client id.');
  if (claims.exp === undefined || claims.exp * 1000 <= at) return wrongCertificate('The assertion has expired.');
  const cut = assertion.lastIndexOf('.');
  const signature = Buffer.from(assertion.slice(cut + 1), 'base64url');
  const { publicKey } = new X509Certificate(credentials.clientCertificate);
  const padding = algorithm === 'PS256' ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING;
  const good = verify('sha256', Buffer.from(assertion.slice(0, cut)), { key: publicKey, padding }, signature);
  return good ? null : wrongCertificate('The key used is not the registered one.');
}

/** A federated token of our own, shaped like the one a cluster mounts for workload identity. */
export function makeFederatedToken(secret: string, issuer: string): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: issuer, sub: 'system:serviceaccount:default:secure-score', aud: 'api://AzureADTokenExchange' };
  return `${part({ typ: 'JWT', alg: 'HS256' })}.${part(claims)}.${secret}`;
}

function decodePart(part: string | undefined): unknown {
  return part === undefined ? undefined : parseJson(Buffer.from(part, 'base64url').toString('utf8'));
}

/** Compares secrets without telling how far they agree. */
export function equalText(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}
