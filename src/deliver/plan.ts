import { stepName } from './outcomes.ts';
import type { SiteFile } from './site.ts';

/** What is to be delivered, where, to whom and why: made before anything is done, printed by --dry-run. */
export interface DeliveryPlan {
  readonly runId: string;
  readonly steps: readonly Step[];
  /** What a reader should know although nothing is done about it. */
  readonly notes: readonly string[];
}

export type Step = PublishStep | MailStep | BlockedStep;

/** The site to one target. */
export interface PublishStep {
  readonly kind: 'publish';
  /** `publish[0]`, `groups[0].publish[0]`, as config counts. */
  readonly id: string;
  /** Whose site it is; null: that of everything. */
  readonly group: string | null;
  /** In words: `directory /srv/www`. */
  readonly target: string;
  readonly decision: 'publish' | 'unchanged' | 'refused';
  readonly why: string;
  /** What to do about a refusal; null: nothing to do. */
  readonly fix: string | null;
  /** Files that are new or differ, in the order of their arrival: pages after what they link to, the manifest last. */
  readonly upload: readonly SiteFile[];
  /** Paths of ours that the site no longer has. */
  readonly remove: readonly string[];
  /** Paths of ours there that belong to runs which this site does not have: a site made on a fresh machine takes no earlier report away, since mails link to it. */
  readonly stay: readonly string[];
  /** Files that are there already. */
  readonly kept: number;
}

/** The mail of a run, or of a group's report on it. */
export interface MailStep {
  readonly kind: 'email';
  /** `email`, `groups[0].email`. */
  readonly id: string;
  /** Whose report it is; null: that of everything. */
  readonly group: string | null;
  /** In words: `SMTP smtp.contoso.com:587`. */
  readonly target: string;
  readonly decision: 'send' | 'sentBefore' | 'uncertain' | 'refused';
  readonly why: string;
  readonly fix: string | null;
  readonly subject: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  /** Who gets nothing, and why. */
  readonly leftOut: readonly { readonly address: string; readonly why: string }[];
  readonly attachments: readonly { readonly name: string; readonly bytes: number }[];
  /** Attachments that do not travel, and why. */
  readonly withoutAttachments: readonly { readonly name: string; readonly why: string }[];
  /** The message as it travels. */
  readonly bytes: number;
  /** Hash of subject and text. */
  readonly contentHash: string;
  readonly messageId: string;
}

/** A step that could not even be planned, or was refused for what it was asked to do. */
export interface BlockedStep {
  readonly kind: 'blocked';
  readonly part: 'publish' | 'email';
  readonly decision: 'failed' | 'refused';
  readonly id: string;
  readonly group: string | null;
  readonly target: string;
  readonly why: string;
  readonly fix: string | null;
}

/** What a target has now. */
export interface TargetState {
  /** SHA-256 of the files that are ours, by path. */
  readonly files: ReadonlyMap<string, string>;
  /** Identity of the site that is there; null: none yet. */
  readonly siteId: string | null;
  /** Whether strangers can read it. `unknown`: cannot be seen from here. */
  readonly exposure: 'public' | 'private' | 'unknown';
  /** How that is known, in words. */
  readonly exposureReason: string;
}

export interface PublishRequest {
  readonly id: string;
  readonly group: string | null;
  readonly target: string;
  /** Config says the target may be public. */
  readonly publicAllowed: boolean;
  readonly siteId: string;
  readonly files: readonly SiteFile[];
}

/** What publishing a site would change. A target that strangers can read is refused unless config says it may be. */
export function planPublish({ id, group, target, publicAllowed, siteId, files }: PublishRequest, state: TargetState): PublishStep {
  const differing = files.filter(({ path, sha256 }) => state.files.get(path) !== sha256);
  const { remove, stay } = staleOf([...state.files.keys()], files);
  const common = { kind: 'publish', id, group, target, upload: inOrder(differing), remove, stay, kept: files.length - differing.length } as const;
  if (state.exposure === 'public' && !publicAllowed) {
    return { ...common, decision: 'refused', why: `the target is public: ${state.exposureReason}`, fix: `Choose a private target, or set public: true for ${id} to publish the report to everyone.` };
  }
  if (state.siteId !== null && state.siteId !== siteId) {
    return { ...common, decision: 'refused', why: 'the target holds the site of another record', fix: 'Name another target, or empty this one first.' };
  }
  if (differing.length === 0 && remove.length === 0) return { ...common, decision: 'unchanged', why: `all ${files.length} files are there already`, fix: null };
  return { ...common, decision: 'publish', why: `${differing.length} of ${files.length} files are new or differ, ${remove.length} stale${stayWords(stay)}; ${state.exposureReason}`, fix: null };
}

/** What a site no longer has: `remove`, but for the files of runs that it has nothing of at all. */
export function staleOf(there: readonly string[], files: readonly SiteFile[]): Pick<PublishStep, 'remove' | 'stay'> {
  const wanted = new Set(files.map(({ path }) => path));
  const runs = new Set(files.flatMap(({ path }) => runFolderOf(path) ?? []));
  const stale = there.filter((path) => !wanted.has(path)).toSorted();
  const isEarlier = (path: string): boolean => { const run = runFolderOf(path); return run !== null && !runs.has(run); };
  return { remove: stale.filter((path) => !isEarlier(path)), stay: stale.filter(isEarlier) };
}

/** `runs/20261121T060000Z` for a file in it, `groups/payments/runs/…` in a group's site; null for other files. */
export function runFolderOf(path: string): string | null {
  return /^((?:groups\/[^/]+\/)?runs\/[^/]+)\//.exec(path)?.[1] ?? null;
}

function stayWords(stay: readonly string[]): string {
  const runs = new Set(stay.map(runFolderOf)).size;
  return runs === 0 ? '' : `, ${runs} earlier ${runs === 1 ? 'run stays' : 'runs stay'}`;
}

/** A reader who comes in the middle must not find a page without what it shows: entry pages late, the manifest last. */
function inOrder(files: readonly SiteFile[]): readonly SiteFile[] {
  const rank = ({ path }: SiteFile): number => {
    if (path === 'manifest.json') return 4;
    if (!path.includes('/')) return path.startsWith('robots') ? 0 : 3;
    return path.endsWith('.html') ? 2 : 1;
  };
  return files.toSorted((one, other) => rank(one) - rank(other) || (one.path < other.path ? -1 : 1));
}

/** The plan as lines for people. */
export function planLines({ runId, steps, notes }: DeliveryPlan): readonly string[] {
  return [`Delivery of run ${runId}:`, ...steps.flatMap(stepLines), ...notes.map((note) => `Note: ${note}.`)];
}

function stepLines(step: Step): readonly string[] {
  if (step.kind === 'blocked') return [`${stepName(step)}: ${step.decision === 'refused' ? 'refused' : 'cannot be planned'}: ${step.why}${fixWords(step.fix)}`];
  if (step.kind === 'publish') return publishLines(step);
  const head = `${stepName(step)}: ${mailWords[step.decision]}: ${step.why}${fixWords(step.fix)}`;
  return [
    head,
    `  From ${step.from}, subject: ${step.subject}`,
    ...Object.entries({ To: step.to, Cc: step.cc, Bcc: step.bcc }).flatMap(([name, list]) => (list.length === 0 ? [] : [`  ${name} ${list.join(', ')}`])),
    ...step.leftOut.map(({ address, why }) => `  Not to ${address}: ${why}`),
    ...step.attachments.map(({ name, bytes }) => `  Attached ${name}, ${sizeWords(bytes)}`),
    ...step.withoutAttachments.map(({ name, why }) => `  Not attached ${name}: ${why}`),
    `  Message ${sizeWords(step.bytes)}`,
  ];
}

const mailWords = { send: 'would mail', sentBefore: 'would not mail', uncertain: 'would not mail', refused: 'refused' } as const;

/** Paths told one by one. */
const pathsTold = 12;

function publishLines(step: PublishStep): readonly string[] {
  const words = { publish: 'would publish', unchanged: 'nothing to do', refused: 'refused' } as const;
  const paths = (mark: string, list: readonly string[]): readonly string[] => [
    ...list.slice(0, pathsTold).map((path) => `  ${mark} ${path}`),
    ...(list.length > pathsTold ? [`  ${mark} ${list.length - pathsTold} more`] : []),
  ];
  const head = `${stepName(step)}: ${words[step.decision]}: ${step.why}${fixWords(step.fix)}`;
  return step.decision === 'publish' ? [head, ...paths('+', step.upload.map(({ path }) => path)), ...paths('-', step.remove)] : [head];
}

function fixWords(fix: string | null): string {
  return fix === null ? '' : `. ${fix}`;
}

/** `347 KB`, `2.1 MB`. */
export function sizeWords(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
