import type { KqlErrorCode } from './types.ts';

/** Where in the text, 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Optional parts of a KqlError. */
export interface KqlErrorDetails {
  readonly position?: Position;
  /** The source text at the position. */
  readonly token?: string;
  /** The operator, function or type that is refused or not supported. */
  readonly construct?: string;
  readonly cause?: unknown;
}

/** A query that cannot be answered: what, and where in its text. */
export class KqlError extends Error {
  override readonly name = 'KqlError';
  readonly code: KqlErrorCode;
  /** 1-based; 1 when the failure has no place of its own. */
  readonly line: number;
  /** 1-based; 1 when the failure has no place of its own. */
  readonly column: number;
  readonly token: string | undefined;
  readonly construct: string | undefined;
  /** False for failures of a run, which have no place in the text. */
  readonly placed: boolean;

  constructor(code: KqlErrorCode, message: string, details: KqlErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.line = details.position?.line ?? 1;
    this.column = details.position?.column ?? 1;
    this.token = details.token;
    this.construct = details.construct;
    this.placed = details.position !== undefined;
  }
}

/** 1-based line and column of a character offset. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, Math.max(0, offset));
  const lines = before.split(/\r\n|\r|\n/);
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}
