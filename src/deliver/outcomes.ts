import { problemLine, UserError } from '../domain/errors.ts';

/** What became of one step of a plan. */
export interface StepOutcome {
  readonly id: string;
  readonly kind: 'publish' | 'email';
  /** Whose report it is about; null: that of everything. */
  readonly group: string | null;
  readonly target: string;
  /**
   * `done` as planned · `nothing` had to be done · `partly`: some recipients were refused · `refused` before anything was sent ·
   * `failed`: nothing arrived, a retry is safe · `uncertain`: it may have arrived, nothing is sent again by itself.
   */
  readonly status: 'done' | 'nothing' | 'partly' | 'refused' | 'failed' | 'uncertain';
  readonly message: string;
  readonly fix: string | null;
}

/** True when the step needs somebody's attention. */
export function needsAttention({ status }: StepOutcome): boolean {
  return status !== 'done' && status !== 'nothing';
}

/** `groups[0].email SMTP smtp.contoso.com:587 for "Payments"`. */
export function stepName({ id, target, group }: Pick<StepOutcome, 'id' | 'target' | 'group'>): string {
  return `${id} ${target}${group === null ? '' : ` for ${JSON.stringify(group)}`}`;
}

/** Why a delivery did not happen, and whether it may have happened all the same. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly certainty: 'failed' | 'uncertain';
  readonly fix: string;

  constructor(message: string, options: { readonly certainty?: 'failed' | 'uncertain'; readonly fix: string; readonly cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.certainty = options.certainty ?? 'failed';
    this.fix = options.fix;
  }
}

/** Certainty, message and fix of whatever was thrown; the message without its last full stop, since more follows it. */
export function explain(error: unknown): { readonly certainty: 'failed' | 'uncertain'; readonly message: string; readonly fix: string | null } {
  const { certainty, message, fix } = explained(error);
  return { certainty, message: oneLine(message).replace(/[.\s]+$/, ''), fix };
}

function explained(error: unknown): ReturnType<typeof explain> {
  if (error instanceof DeliveryError) return error;
  if (error instanceof UserError) {
    const [first] = error.problems;
    if (error.problems.length === 1 && first !== undefined) return { certainty: 'failed', message: first.message, fix: first.fix ?? null };
    return { certainty: 'failed', message: error.problems.map(problemLine).join('; '), fix: null };
  }
  return { certainty: 'failed', message: error instanceof Error ? error.message : String(error), fix: null };
}

const longest = 500;

/** What servers say goes on record and on terminals: one line, of bearable length. */
export function oneLine(text: string): string {
  const line = text.toWellFormed().replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/** Takes secrets out of a text, in the spellings a server or library may repeat them in. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const spellings = secrets.filter((secret) => secret.length > 3).flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]);
  return spellings.toSorted((one, other) => other.length - one.length).reduce((clean, spelling) => clean.replaceAll(spelling, '***'), text);
}
