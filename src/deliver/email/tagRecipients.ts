import { explain } from '../outcomes.ts';
import type { Sourced } from './mailPlan.ts';
import { parseRecipient } from './recipients.ts';

/** A scope as far as its tags go. */
export interface TaggedScope {
  readonly id: string;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What the tags of a group's scopes say about who is to get its report. */
export interface TagRecipients {
  /** Of every scope whose tag holds one address that may be written to. */
  readonly addresses: readonly Sourced[];
  /** Tags that are not followed: somebody must mend them. */
  readonly refused: readonly { readonly why: string; readonly fix: string | null }[];
  /** Scopes that have no such tag. */
  readonly without: number;
}

/**
 * Addresses in a tag. Whoever may tag a resource writes them, so each is taken only as one plain address in an allowed domain; one that is
 * not is refused alone, so that a bad tag cannot keep the report from the others.
 */
export function tagRecipients(tag: string, scopes: readonly TaggedScope[], allowedDomains: readonly string[] | null): TagRecipients {
  const addresses: Sourced[] = [];
  const refused: { why: string; fix: string | null }[] = [];
  let without = 0;
  for (const { name, tags } of scopes) {
    const text = valueOf(tag, tags);
    if (text === null) without += 1;
    else {
      const source = { kind: 'tag', name: tag, scope: name } as const;
      try {
        addresses.push({ text: parseRecipient(text, source, allowedDomains), source });
      } catch (error) {
        const { message, fix } = explain(error);
        refused.push({ why: message, fix });
      }
    }
  }
  return { addresses, refused, without };
}

/** As it is, spaces and all: what needs tidying up is not followed. Tag names have no case; null: there is no such tag, or it is empty. */
function valueOf(tag: string, tags: TaggedScope['tags']): string | null {
  const found = Object.entries(tags).find(([name]) => name.toLowerCase() === tag.toLowerCase())?.[1] ?? '';
  return found === '' ? null : found;
}
