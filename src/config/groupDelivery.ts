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

/** Two sites in one place would replace each other with every run. */
function checkTargets({ publish, groups }: DeliverySpec, refuse: Refuse): void {
  const seen = new Map<string, string>();
  const targets = [...publish.map((target, at) => ({ target, path: ['publish', at] })), ...groups.flatMap((group, index) => group.publish.map((target, at) => ({ target, path: ['groups', index, 'publish', at] })))];
  for (const { target, path } of targets) {
    const place = placeOf(target);
    const other = seen.get(place);
    if (other !== undefined) refuse(path, `goes to the same place as ${other}`, 'Name another place: each site needs its own.');
    seen.set(place, other ?? path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('').slice(1));
  }
}

function placeOf(target: Targets[number]): string {
  if (target.type === 'directory') return JSON.stringify(['directory', target.path.replace(/[\\/]+$/, '')]);
  if (target.type === 'git') return JSON.stringify(['git', target.remote, target.branch, target.folder]);
  return JSON.stringify(['azureBlob', target.account ?? target.endpoint, target.container, target.prefix]);
}
