import type { GitTarget } from '../../domain/delivery.ts';
import type { TargetState } from '../plan.ts';
import { gitIn } from './gitCommand.ts';

type Exposure = Pick<TargetState, 'exposure' | 'exposureReason'>;

/** Whether strangers can read what is pushed: asked as a stranger would. A branch that GitHub serves as a site counts as public, for it is even when the repository is private. */
export async function exposureOfRemote({ remote, branch }: GitTarget, env: Readonly<Record<string, string | undefined>>, folder: string): Promise<Exposure> {
  const address = webAddress(remote);
  if (address === null) return { exposure: 'unknown', exposureReason: 'who can read the repository cannot be seen from here' };
  if (/^https:\/\/github\.com\//i.test(address) && branch === 'gh-pages') return { exposure: 'public', exposureReason: 'GitHub shows the branch gh-pages to everyone, also that of a private repository' };
  const { code, err } = await gitIn({ folder, env, token: null, anonymous: true })(['ls-remote', '--heads', address]);
  if (code === 0) return { exposure: 'public', exposureReason: `${address} can be read without signing in` };
  const asked = /could not read Username|authentication|terminal prompts disabled|not found|40[134]/i.test(err);
  return asked ? { exposure: 'private', exposureReason: 'the repository asks strangers to sign in' } : { exposure: 'unknown', exposureReason: 'whether strangers can read the repository could not be found out' };
}

/** The https address at which a host shows the repository, too; null for a path, and for hosts that are known by a local name only. */
export function webAddress(remote: string): string | null {
  if (/^https?:\/\//.test(remote)) return remote;
  const match = /^(?:ssh:\/\/)?(?:[\w.-]+@)([\w-]+(?:\.[\w-]+)+)(?::\d+)?[:/](.+)$/.exec(remote);
  return match === null ? null : `https://${match[1] ?? ''}/${(match[2] ?? '').replace(/^\//, '')}`;
}
