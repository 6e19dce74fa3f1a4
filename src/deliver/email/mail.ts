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
