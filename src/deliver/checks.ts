import { UserError } from '../domain/errors.ts';
import { DeliveryError, explain } from './outcomes.ts';

/** One thing a target or mail service needs, looked at without changing or sending anything. */
export interface DeliveryCheck {
  /** `warning`: it works, but something about it could not be seen or is weaker than it could be. */
  readonly status: 'ok' | 'warning' | 'missing';
  readonly message: string;
  /** How to mend it; null when there is nothing to mend. */
  readonly fix: string | null;
}

export function fine(message: string): DeliveryCheck {
  return { status: 'ok', message, fix: null };
}

export function missing(message: string, fix: string | null): DeliveryCheck {
  return { status: 'missing', message, fix };
}

export function warning(message: string, fix: string | null): DeliveryCheck {
  return { status: 'warning', message, fix };
}

/** Runs checks; what a target refuses becomes what is missing. A fault of ours is passed on. */
export async function checked(work: () => Promise<readonly DeliveryCheck[]>): Promise<readonly DeliveryCheck[]> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserError) && !(error instanceof DeliveryError)) throw error;
    const { message, fix } = explain(error);
    return [missing(message, fix)];
  }
}
