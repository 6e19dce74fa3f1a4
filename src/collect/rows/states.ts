import { assessmentStates } from '../../domain/snapshot.ts';
import { knownNames, type DriftLog } from '../drift.ts';

const spelling = new Map<string, string>(assessmentStates.map((state) => [state.toLowerCase(), state]));
const known = knownNames(...assessmentStates);

/** The documented spelling of a status code; one we do not know is kept and noted. */
export function stateOf(code: string, drift: DriftLog): string {
  drift.value('microsoft.security/assessments properties.status.code', code, known);
  return spelling.get(code.toLowerCase()) ?? (code === '' ? 'Unknown' : code);
}
