import type { Config } from '../domain/config.ts';
import type { Check } from './doctor.ts';

/** The proxy in force. */
export interface ProxyInUse {
  /** `http://proxy.example:8080`: without user and password. */
  readonly address: string;
  /** True when NO_PROXY excepts the machine's own service for managed identities. */
  readonly exceptsMetadata: boolean;
}

/** Ways of signing in that may ask the machine itself. */
const askingTheMachine = new Set<Config['azure']['credential']>(['managedIdentity', 'default']);

/** Which proxy is used, and whether it comes between a managed identity and its machine. */
export function proxyChecks({ azure: { credential } }: Pick<Config, 'azure'>, { address, exceptsMetadata }: ProxyInUse): readonly Check[] {
  const used: Check = { name: 'proxy', status: 'ok', message: `${address} is used for everything that NO_PROXY does not except`, fix: null };
  if (exceptsMetadata || !askingTheMachine.has(credential)) return [used];
  return [used, { name: 'proxy', status: 'warning', message: 'a managed identity would be asked for through the proxy, which cannot know it', fix: 'Add 169.254.169.254 to NO_PROXY.' }];
}

/** Differences that Microsoft Entra takes, and those worth mending, in seconds. */
const [tolerated, worthMending] = [300, 30];

/** How this machine's clock stands to that of the sign-in service; `ahead` in seconds. */
export function clockCheck(ahead: number): Check {
  const seconds = Math.abs(ahead);
  if (seconds <= worthMending) return { name: 'clock', status: 'ok', message: 'agrees with the sign-in service', fix: null };
  const off = `this machine is ${seconds} s ${ahead > 0 ? 'ahead of' : 'behind'} the sign-in service`;
  return { name: 'clock', status: seconds > tolerated ? 'missing' : 'warning', message: seconds > tolerated ? `${off}: tokens and certificates may be refused, and runs get wrong times` : off, fix: 'Let the machine keep its time by NTP.' };
}
