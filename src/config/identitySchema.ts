import { z } from 'zod';
import type { CredentialKind, IdentityConfig } from '../domain/config.ts';
import { secretOf } from '../domain/secret.ts';
import { resolve } from 'node:path';

const optionalText = (what: string): z.ZodOptional<z.ZodString> => z.string().min(1).max(1000).optional().describe(what);

/** Whose identity signs in. An unset variable has been told already, so that an empty text passes here. */
export const identitySchema = z.strictObject({
  tenantId: z.string().max(200).optional().describe('Microsoft Entra tenant: id or domain; ${NAME} of an environment variable, too.'),
  clientId: z.string().max(200).optional().describe('Client id of the app registration or user-assigned identity; ${NAME}, too.'),
  clientSecret: z.string().optional().describe('Client secret, as ${NAME} of an environment variable.'),
  certificateFile: optionalText('PEM file with certificate and private key, relative to this file.'),
  certificatePassword: z.string().optional().describe('Password of that key, as ${NAME} of an environment variable.'),
  tokenFile: optionalText('File with the federated token, relative to this file.'),
  serviceConnectionId: z.string().max(200).optional().describe('Id of the Azure Pipelines service connection; ${NAME}, too.'),
});

type IdentitySpec = z.output<typeof identitySchema>;
type Key = keyof IdentitySpec;

interface Rule {
  readonly needs: readonly Key[];
  /** Exactly one of these; empty: none is asked for. */
  readonly proofs: readonly Key[];
  readonly may: readonly Key[];
}

/** What each way of signing in takes; one that is not listed takes nothing. */
const rules: Readonly<Partial<Record<CredentialKind, Rule>>> = {
  azureCli: { needs: ['tenantId'], proofs: [], may: [] },
  managedIdentity: { needs: [], proofs: [], may: ['clientId'] },
  workloadIdentity: { needs: ['tenantId', 'clientId'], proofs: [], may: ['tokenFile', 'serviceConnectionId'] },
  clientSecret: { needs: ['tenantId', 'clientId'], proofs: ['clientSecret', 'certificateFile'], may: ['certificatePassword'] },
};

/** Check on `azure`: identity and credential must fit each other. */
export function identityFits(context: z.core.ParsePayload<{ readonly credential: CredentialKind; readonly identity?: IdentitySpec | undefined }>): void {
  const { credential, identity } = context.value;
  if (identity === undefined) return;
  const refuse = (path: readonly Key[], message: string, fix: string): void => { context.issues.push({ code: 'custom', input: '', path: ['identity', ...path], message, params: { fix } }); };
  const rule = rules[credential];
  if (rule === undefined) return refuse([], `is given, but credential is ${credential}, which looks for an identity by itself`, `Set azure.credential to ${Object.keys(rules).join(', ')}.`);
  const given = identitySchema.keyof().options.filter((key) => identity[key] !== undefined);
  const fits = [...rule.needs, ...rule.proofs, ...rule.may];
  for (const key of given) if (!fits.includes(key)) refuse([key], `does not belong to credential ${credential}`, fits.length === 0 ? 'Remove it.' : `Remove it; there are ${fits.join(', ')}.`);
  const lacking = rule.needs.filter((key) => !given.includes(key));
  if (lacking.length > 0) refuse([], `names no ${lacking.join(' and no ')}, which credential ${credential} needs`, `Add ${lacking.join(' and ')}.`);
  if (rule.proofs.length > 0 && rule.proofs.filter((key) => given.includes(key)).length !== 1) refuse([], `needs exactly one of ${rule.proofs.join(', ')}`, 'Give one of them.');
}

/** Identity in the shape the program uses. */
export function normalizeIdentity(spec: IdentitySpec, folder: string): IdentityConfig {
  const file = (path: string | undefined): string | null => (path === undefined ? null : resolve(folder, path));
  return {
    tenantId: spec.tenantId ?? null,
    clientId: spec.clientId ?? null,
    clientSecret: spec.clientSecret === undefined ? null : secretOf(spec.clientSecret),
    certificateFile: file(spec.certificateFile),
    certificatePassword: spec.certificatePassword === undefined ? null : secretOf(spec.certificatePassword),
    tokenFile: file(spec.tokenFile),
    serviceConnectionId: spec.serviceConnectionId ?? null,
  };
}
