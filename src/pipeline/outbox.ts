import { randomUUID } from 'node:crypto';
import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Prepared } from '../deliver/index.ts';

/** What would be mailed, for looking at; the next plan replaces it. Those of groups are counted as in config. */
export async function previewMails({ plan, mails }: Prepared, outbox: string): Promise<void> {
  for (const { step, raw } of mails) await keepMail(outbox, `${[plan.runId, 'dry-run', ...(step.id.match(/groups|\d+/g) ?? [])].join('-')}.eml`, raw);
}

/** Puts a message into the outbox, readable by this user alone; on disk when it returns. */
export async function keepMail(outbox: string, name: string, raw: Uint8Array): Promise<void> {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]*\.eml$/.test(name)) throw new Error(`not a name for the outbox: ${name}`);
  await mkdir(outbox, { recursive: true });
  const unfinished = join(outbox, `.${name}.${randomUUID().slice(0, 8)}.tmp`);
  const file = await open(unfinished, 'wx', 0o600);
  await file.writeFile(raw).then(() => file.sync()).finally(() => file.close());
  await rename(unfinished, join(outbox, name));
}
