import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { Audience } from './audiences.ts';

/** A token as the server remembers it. */
export interface IssuedToken {
  readonly audience: Audience;
  /** Client id of the application it was issued to. */
  readonly principal: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Who a token is for and from when it counts. */
export interface TokenRequest {
  readonly tenantId: string;
  readonly principal: string;
  readonly audience: Audience;
  /** Milliseconds since the epoch. */
  readonly issuedAt: number;
  readonly lifetimeSeconds: number;
}

/** Access tokens handed out by this server. */
export interface TokenStore {
  /** A new token, shaped like Entra's so that clients which read its claims can. */
  issue(request: TokenRequest): string;
  find(token: string): IssuedToken | undefined;
  /** Makes every token issued so far expire at `at`, in milliseconds since the epoch. */
  expireAll(at: number): void;
}

/** An empty store with its own random signing key: a token cannot be guessed or carried over from another server. */
export function createTokenStore(): TokenStore {
  const key = randomBytes(32);
  const issued = new Map<string, IssuedToken>();
  return {
    issue: (request) => {
      const token = signToken(key, claimsOf(request));
      issued.set(token, {
        audience: request.audience,
        principal: request.principal,
        expiresAt: request.issuedAt + request.lifetimeSeconds * 1000,
      });
      return token;
    },
    find: (token) => issued.get(token),
    expireAll: (at) => {
      for (const [token, known] of issued) issued.set(token, { ...known, expiresAt: Math.min(known.expiresAt, at) });
    },
  };
}

function claimsOf(request: TokenRequest): Record<string, unknown> {
  const seconds = Math.floor(request.issuedAt / 1000);
  return {
    aud: request.audience.resource,
    iss: `https://sts.windows.net/${request.tenantId}/`,
    iat: seconds,
    nbf: seconds,
    exp: seconds + request.lifetimeSeconds,
    appid: request.principal,
    idtyp: 'app',
    oid: request.principal,
    sub: request.principal,
    tid: request.tenantId,
    uti: randomUUID(),
    ver: '1.0',
  };
}

function signToken(key: Buffer, claims: Record<string, unknown>): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = `${part({ typ: 'JWT', alg: 'HS256' })}.${part(claims)}`;
  return `${unsigned}.${createHmac('sha256', key).update(unsigned).digest('base64url')}`;
}
