import { posix } from 'node:path';
import type { z } from 'zod';
import type { emailSchema, publishListSchema } from './deliverySchema.ts';

type Targets = z.output<typeof publishListSchema>;

/** What is delivered, as written. */
interface DeliverySpec {
  readonly email?: z.output<typeof emailSchema> | undefined;
  readonly publish: Targets;
  readonly groups: readonly { readonly recipients: readonly string[]; readonly recipientsTag?: string | undefined; readonly publish: Targets }[];
}

type Refuse = (path: readonly (string | number)[], message: string, fix: string) => void;

/** Check on the whole config: who is written to, and where sites go, across the report on everything and those of groups. */
export const deliveryFits: z.core.CheckFn<DeliverySpec> = (context) => {
  const refuse: Refuse = (path, message, fix) => { context.issues.push({ code: 'custom', input: context.value, path: [...path], message, params: { fix } }); };
  checkMail(context.value, refuse);
  checkTargets(context.value, refuse);
};

function checkMail({ email, groups }: DeliverySpec, refuse: Refuse): void {
  if (email !== undefined && email.to.length === 0 && !groups.some(({ recipients, recipientsTag }) => recipients.length > 0 || recipientsTag !== undefined)) {
    refuse(['email'], 'has nobody to write to', 'Give at least one address in to, or recipients to a group.');
  }
  for (const [index, { recipients, recipientsTag }] of groups.entries()) {
    const key = recipients.length > 0 ? 'recipients' : recipientsTag === undefined ? null : 'recipientsTag';
    if (key !== null && email === undefined) refuse(['groups', index, key], 'nobody is written to without email', 'Add email, with a transport and from.');
    if (recipientsTag !== undefined && email !== undefined && email.allowedDomains === undefined) refuse(['groups', index, 'recipientsTag'], 'addresses from tags are taken only with a list of allowed domains', 'Add email.allowedDomains.');
    for (const [place, address] of recipients.entries()) {
      const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
      const allowed = email?.allowedDomains?.some((one) => one.toLowerCase() === domain) ?? true;
      if (!allowed) refuse(['groups', index, 'recipients', place], `${domain} is not among email.allowedDomains`, 'Add the domain there, or remove the address.');
    }
  }
}

/** Two sites in one place would replace each other with every run, and a folder below a published one goes when that is switched over. */
function checkTargets({ publish, groups }: DeliverySpec, refuse: Refuse): void {
  const targets = [...publish.map((target, at) => ({ target, path: ['publish', at] })), ...groups.flatMap((group, index) => group.publish.map((target, at) => ({ target, path: ['groups', index, 'publish', at] })))];
  for (const [index, { target, path }] of targets.entries()) {
    const other = targets.slice(0, index).find((before) => clash(before.target, target) !== null);
    if (other !== undefined) refuse(path, `goes to ${clash(other.target, target) ?? ''} ${dotted(other.path)}`, 'Name another place: each site needs its own.');
  }
}

function clash(one: Targets[number], other: Targets[number]): 'the same place as' | 'a folder inside that of' | 'a folder around that of' | null {
  const [before, after] = [placeOf(one), placeOf(other)];
  if (before === after) return 'the same place as';
  if (one.type !== 'directory' || other.type !== 'directory') return null;
  return after.startsWith(`${before}/`) ? 'a folder inside that of' : before.startsWith(`${after}/`) ? 'a folder around that of' : null;
}

function dotted(path: readonly (string | number)[]): string {
  return path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('').slice(1);
}

/** The place as text; a directory's as a path with `/` between its parts. */
function placeOf(target: Targets[number]): string {
  if (target.type === 'directory') return posix.normalize(target.path.replaceAll('\\', '/')).replace(/\/+$/, '');
  if (target.type === 'git') return JSON.stringify(['git', target.remote, target.branch, target.folder]);
  return JSON.stringify(['azureBlob', target.account ?? target.endpoint, target.container, target.prefix]);
}
