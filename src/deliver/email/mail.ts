import type { DeliveryCheck } from '../checks.ts';

/** A part of a message. */
export interface MailFile {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** Everything that a message says, whatever it travels by. */
export interface Mail {
  /** With angle brackets; the same for the same content to the same people, so that a server that gets it twice can tell. */
  readonly messageId: string;
  readonly date: Date;
  readonly from: { readonly address: string; readonly name: string | null };
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Pictures that the HTML shows, by content id. */
  readonly pictures: readonly (MailFile & { readonly contentId: string })[];
  readonly attachments: readonly MailFile[];
}

/** Which recipients a server took. */
export interface Sent {
  readonly accepted: readonly string[];
  readonly refused: readonly { readonly address: string; readonly why: string }[];
}

/** One way to send mail. */
export interface Mailer {
  /** In words: `SMTP smtp.contoso.com:587`. */
  readonly target: string;
  /** Largest message the service takes, in bytes; null: not known. */
  readonly largestBytes: number | null;
  /** Most recipients of one message; who is beyond gets another of the same content. Null: the server says so itself. */
  readonly mostRecipients: number | null;
  /**
   * Hands a message over. `raw` is the same message as MIME without Bcc.
   * @throws DeliveryError `failed` when it certainly did not arrive, `uncertain` when it may have.
   */
  send(mail: Mail, raw: Uint8Array): Promise<Sent>;
  /** What sending messages of up to so many bytes needs, and whether it is so; sends nothing. */
  examine(largestBytes: number): Promise<readonly DeliveryCheck[]>;
}

/** Everyone a message goes to. */
export function everyone({ to, cc, bcc }: Pick<Mail, 'to' | 'cc' | 'bcc'>): readonly string[] {
  return [...to, ...cc, ...bcc];
}

/** The people of a message in parts of at most so many, each in the list they were in. */
export function inParts({ to, cc, bcc }: Pick<Mail, 'to' | 'cc' | 'bcc'>, most: number | null): readonly Pick<Mail, 'to' | 'cc' | 'bcc'>[] {
  const total = to.length + cc.length + bcc.length;
  if (most === null || total <= most) return [{ to, cc, bcc }];
  return Array.from({ length: Math.ceil(total / most) }, (_, part) => {
    const within = (list: readonly string[], before: number): readonly string[] => list.slice(Math.max(0, part * most - before), Math.max(0, (part + 1) * most - before));
    return { to: within(to, 0), cc: within(cc, to.length), bcc: within(bcc, to.length + cc.length) };
  });
}
