import { exitCodes } from '../../domain/errors.ts';
import { examine } from '../../pipeline/doctor.ts';
import type { Check } from '../../pipeline/doctor.ts';
import { doctorPorts } from '../../pipeline/doctorPorts.ts';
import { sessionConfig } from '../session.ts';
import type { Session } from '../session.ts';

export type DoctorFlags = { readonly offline?: boolean };

const marks = { ok: '✓', warning: '!', missing: '✗' } as const;

/** `doctor`: everything that is missing at once; exit code 2 when something is. */
export async function doctor(session: Session, flags: DoctorFlags): Promise<number> {
  const { log, terminal } = session;
  const checks = await examine({ ...doctorPorts(terminal.env), readConfig: () => sessionConfig(session) }, flags.offline === true);
  const line = ({ name, status, message, fix }: Check): string => `${marks[status]} ${name.padEnd(8)} ${message}${fix === null ? '' : `. ${fix}`}`;
  log.result(checks.map(line).join('\n'), { checks });
  return checks.some(({ status }) => status === 'missing') ? exitCodes.usage : exitCodes.done;
}
