import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { GitTarget } from '../../domain/delivery.ts';
import type { Clock } from '../../domain/ports.ts';
import { DeliveryError } from '../outcomes.ts';
import { staleOf, type TargetState } from '../plan.ts';
import { manifestName, parseManifest, sha256Of, type Site } from '../site.ts';
import { exposureOfRemote } from './gitExposure.ts';
import { gitIn, type Git, type GitAnswer } from './gitCommand.ts';
import { checked, fine, missing, type DeliveryCheck } from '../checks.ts';
import { changeWords, type Publisher } from './publisher.ts';

export interface GitWorld {
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Times a push that lost a race is made again on top of what won. */
const attempts = 8;

/**
 * A branch of a repository, through a work tree of its own that holds nothing but the branch's newest commit. Only files
 * of the site are added, changed or removed; every publication is a commit on top of the branch as it is, never a rewrite.
 */
export function gitPublisher(target: GitTarget, world: GitWorld): Publisher {
  let open: Checkout | null = null;
  return {
    target: `git ${target.remote} ${target.branch}${target.folder === '' ? '' : `/${target.folder}`}`,
    publicAllowed: target.public,
    inspect: async (site) => {
      open ??= await openCheckout(target, world);
      await checkOut(open);
      const there = await stateOf(open, site);
      return { ...there, ...(await exposureOfRemote(target, world.env, open.folder)) };
    },
    publish: async (step, site) => {
      if (open === null) throw new Error('publish before inspect');
      return `${changeWords(step)}; ${await commitAndPush(open, site, world.clock)}`;
    },
    examine: () => checked(async () => {
      open ??= await openCheckout(target, world);
      return examine(open, world);
    }),
    close: async () => {
      if (open !== null) await rm(open.folder, { recursive: true, force: true, maxRetries: 3 });
      open = null;
    },
  };
}

interface Checkout {
  readonly target: GitTarget;
  readonly folder: string;
  readonly git: Git;
}

async function openCheckout(target: GitTarget, { env }: GitWorld): Promise<Checkout> {
  const folder = await mkdtemp(join(tmpdir(), 'secure-score-git-'));
  const git = gitIn({ folder, env, anonymous: false, token: target.token === null ? null : { remote: target.remote, value: target.token.reveal() } });
  await must(git(['init', '--quiet']), target);
  // Strongest of all attributes: a branch's own must not change bytes or run filters.
  await mkdir(join(folder, '.git/info'), { recursive: true });
  await writeFile(join(folder, '.git/info/attributes'), '* -text -filter -ident -working-tree-encoding\n');
  return { target, folder, git };
}

/** Brings the work tree to the branch's newest commit; empty when there is no such branch yet. */
async function checkOut(checkout: Checkout): Promise<void> {
  const { git, target } = checkout;
  const head = await remoteHead(checkout);
  if (head === null) {
    await git(['update-ref', '-d', 'HEAD']);
    await must(git(['symbolic-ref', 'HEAD', 'refs/heads/publication']), target);
    await must(git(['read-tree', '--empty']), target);
    await git(['clean', '-ffdxq']);
    return;
  }
  await must(git(['fetch', '--quiet', '--depth=1', '--no-tags', target.remote, `+refs/heads/${target.branch}:refs/remotes/target`]), target);
  await must(git(['checkout', '--quiet', '--force', '--detach', 'refs/remotes/target']), target);
  await git(['clean', '-ffdxq']);
}

/** Asks for the branch, who else may read it, and whether a push would be let in: up to the point where a commit would travel. */
async function examine(checkout: Checkout, { env, clock }: GitWorld): Promise<readonly DeliveryCheck[]> {
  const { git, target } = checkout;
  const head = await remoteHead(checkout);
  const { exposure, exposureReason } = await exposureOfRemote(target, env, checkout.folder);
  const there = head === null ? `reached; the branch ${target.branch} will be made` : `reached; the branch ${target.branch} is at ${head.slice(0, 12)}`;
  const readers = exposure === 'public' && !target.public ? missing(`the target is public: ${exposureReason}`, 'Choose a private repository and branch, or set public: true to publish the report to everyone.') : fine(`${there}; ${exposureReason}`);
  const { out: tree } = await must(git(['hash-object', '-t', 'tree', '-w', '--stdin']), target);
  const { out: commit } = await must(git([...identityOf(target), 'commit-tree', tree.trim(), '-m', clock.now().toISOString()]), target);
  await must(git(['push', '--quiet', '--dry-run', target.remote, `${commit.trim()}:refs/heads/secure-score-check-${randomUUID().slice(0, 8)}`]), target);
  return [readers, fine('the sign-in may push')];
}

function identityOf({ author: { name, email } }: GitTarget): readonly string[] {
  return ['-c', `user.name=${name}`, '-c', `user.email=${email}`];
}

async function remoteHead({ git, target }: Checkout): Promise<string | null> {
  const { out } = await must(git(['ls-remote', '--heads', target.remote, `refs/heads/${target.branch}`]), target);
  return /^([0-9a-f]{40,64})\t/.exec(out)?.[1] ?? null;
}

async function stateOf({ folder, target }: Checkout, site: Site): Promise<Pick<TargetState, 'files' | 'siteId'>> {
  const top = join(folder, target.folder);
  const manifest = await readFile(join(top, manifestName)).then(parseManifest, () => null);
  const files = new Map<string, string>();
  for (const path of new Set([...(manifest?.public ?? []), ...site.files].map((file) => file.path))) {
    const bytes = await readFile(join(top, path)).catch(() => null);
    if (bytes !== null) files.set(path, sha256Of(bytes));
  }
  return { files, siteId: manifest?.id ?? null };
}

/** Commits and pushes; when somebody else was faster, does so again on top of theirs. */
async function commitAndPush(checkout: Checkout, site: Site, clock: Clock): Promise<string> {
  const { git, target } = checkout;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    if (attempt > 1) await checkOut(checkout);
    const commit = await commitSite(checkout, site, clock);
    if (commit === null) return 'the branch has it already';
    const pushed = await git(['push', '--quiet', target.remote, `${commit}:refs/heads/${target.branch}`]);
    // A connection that broke after the server had taken the commit is no failure.
    if (pushed.code === 0 || (await remoteHead(checkout).catch(() => null)) === commit) return `commit ${commit.slice(0, 12)}${attempt === 1 ? '' : `, after ${attempt - 1} lost ${attempt === 2 ? 'race' : 'races'}`}`;
    if (!/non-fast-forward|fetch first|stale info|cannot lock ref|failed to update ref|reference already exists/i.test(pushed.err)) throw refused(pushed, target);
  }
  throw new DeliveryError(`others pushed to ${target.branch} faster, ${attempts} times`, { fix: 'Publish again later; nothing was changed.' });
}

/** One commit that makes the site's files what they should be and touches nothing else; null when nothing differs. */
async function commitSite(checkout: Checkout, site: Site, clock: Clock): Promise<string | null> {
  const { git, target, folder } = checkout;
  const { files, siteId } = await stateOf(checkout, site);
  if (siteId !== null && siteId !== site.id) throw new DeliveryError('the branch holds the site of another record', { fix: 'Name another branch or folder.' });
  const within = (path: string): string => (target.folder === '' ? path : `${target.folder}/${path}`);
  const stale = staleOf([...files.keys()], site.files).remove;
  for (const path of stale) await rm(join(folder, within(path)), { force: true });
  const differing = site.files.filter((file) => files.get(file.path) !== file.sha256);
  for (const file of differing) {
    const place = join(folder, within(file.path));
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, await site.read(file));
  }
  const paths = [...stale, ...differing.map((file) => file.path)].map(within);
  if (paths.length === 0) return null;
  await must(git(['update-index', '--add', '--remove', '-z', '--stdin'], { input: paths.map((path) => `${path}\0`).join('') }), target);
  if ((await git(['diff', '--cached', '--quiet', 'HEAD'])).code === 0) return null;
  const date = clock.now().toISOString();
  await must(git([...identityOf(target), 'commit', '--quiet', '--no-verify', `--date=${date}`, '-m', `Secure score report ${site.latest}`]), target);
  return (await must(git(['rev-parse', 'HEAD']), target)).out.trim();
}

async function must(answer: Promise<GitAnswer>, target: GitTarget): Promise<GitAnswer> {
  const settled = await answer;
  if (settled.code === 0) return settled;
  throw refused(settled, target);
}

function refused({ err }: GitAnswer, { remote }: GitTarget): DeliveryError {
  const fix = /authentication|permission|denied|could not read Username|403|401/i.test(err)
    ? 'Give the identity write access: token: ${NAME} for https, a deploy key for ssh.'
    : /protected branch|pre-receive|hook declined/i.test(err) ? 'Allow this identity to push to the branch, or name another one.' : `Check that ${remote} can be reached from here.`;
  return new DeliveryError(`git refused: ${err === '' ? 'no reason given' : err}`, { fix });
}
