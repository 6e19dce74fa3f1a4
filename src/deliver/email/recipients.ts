import { UserError } from '../../domain/errors.ts';

/** Where an address comes from: written in the config, or read from a tag that anyone with write access to a resource can set. */
export type AddressSource = { readonly kind: 'config'; readonly key: string } | { readonly kind: 'tag'; readonly name: string; /** Name of the scope that has the tag. */ readonly scope: string };

/** One label-by-label address of letters, digits and a few signs: no quotes, comments, groups, lists, routes or other scripts. */
const strict = /^[A-Za-z0-9](?:[A-Za-z0-9_+'-]|\.(?!\.)){0,62}@(?:(?!-)[A-Za-z0-9-]{1,63}(?<!-)\.)+[A-Za-z]{2,63}$/;

/**
 * One address, its domain in lower case, parsed by a grammar far narrower than mail's, so that no mail software can read it differently.
 * @throws UserError for anything else, and for a domain that is not allowed. Tags are taken only where a list of domains is given.
 */
export function parseRecipient(text: string, source: AddressSource, allowedDomains: readonly string[] | null): string {
  const refuse = (message: string, fix: string): UserError => new UserError({ message: `${sourceWords(source)}: ${message}`, fix });
  if (text.length > 254 || !strict.test(text) || /\.@/.test(text)) throw refuse(`not one plain mail address: ${shown(text)}`, 'Give exactly one address such as name@example.com, without a display name.');
  const at = text.lastIndexOf('@');
  const domain = text.slice(at + 1).toLowerCase();
  if (domain.split('.').some((label) => label.startsWith('xn--'))) throw refuse(`${domain} is written in another script than it looks`, 'Use a domain of plain letters.');
  if (allowedDomains === null && source.kind === 'tag') throw refuse('addresses from tags are taken only with a list of allowed domains', 'Set email.allowedDomains.');
  if (allowedDomains !== null && !allowedDomains.includes(domain)) throw refuse(`${domain} is not among email.allowedDomains`, 'Add the domain there if reports may go to it.');
  return `${text.slice(0, at)}@${domain}`;
}

/** The same mailbox, as far as we dare say: domains have no case, and no provider of note tells mailboxes apart by theirs. */
export function mailboxKey(address: string): string {
  return address.toLowerCase();
}

function sourceWords(source: AddressSource): string {
  return source.kind === 'config' ? source.key : `tag ${shown(source.name)} of ${shown(source.scope)}`;
}

function shown(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text).replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
