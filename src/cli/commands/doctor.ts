import { exitCodes } from '../../domain/errors.ts';
import type { Session } from '../session.ts';

export type DoctorFlags = { readonly offline?: boolean };
export async function doctor(_session: Session, _flags: DoctorFlags): Promise<number> {
  return exitCodes.done;
}
