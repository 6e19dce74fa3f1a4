import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';
import { UserError } from '../domain/errors.ts';
import type { FileSystem } from './fileSystem.ts';
import { errorCode } from './fileSystem.ts';

/** Who a process is, so that a later one can tell whether it still runs. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  /** When the system says the process began, in its own units: tells a process from a later one of the same number. Null where the system does not say. */
  readonly birth: string | null;
}

/** What a lock needs to know of the processes of this machine. */
export interface Processes {
  readonly self: Holder;
  /** False when no such process runs; `birth` of the one that does. */
  find(pid: number): { readonly birth: string | null } | false;
}

const holderSchema = z.object({ pid: z.number().int(), host: z.string(), startedAt: z.string(), birth: z.string().nullable() });

/** A lock of another machine cannot be checked: after this many hours it counts as left behind. */
export const foreignLockHours = 12;

/** Takes the lock and returns how to give it back; UserError naming the holder when another process has it. `what` is what the lock is on. */
export function takeLock(fileSystem: FileSystem, path: string, processes: Processes, now: Date, what = 'the record'): () => void {
  const own = Buffer.from(`${JSON.stringify(processes.self)}\n`);
  if (fileSystem.writeNew(path, own)) return () => releaseLock(fileSystem, path, own);
  // The guard keeps two processes that both find a dead holder from removing each other's new lock.
  const guard = `${path}.takeover`;
  if (!fileSystem.writeNew(guard, own) && !takeOverGuard(fileSystem, guard, own, processes, now)) throw heldBy(what, readHolder(fileSystem, guard), path);
  try {
    const holder = readHolder(fileSystem, path);
    if (holder !== 'none' && isAlive(holder, processes, now)) throw heldBy(what, holder, path);
    if (holder !== 'none') fileSystem.remove(path); // given back meanwhile: what lies there by now is another's
    if (!fileSystem.writeNew(path, own)) throw heldBy(what, readHolder(fileSystem, path), path);
  } finally {
    fileSystem.remove(guard);
  }
  return () => releaseLock(fileSystem, path, own);
}

/** The processes of this machine. */
export function realProcesses(now: Date): Processes {
  return { self: { pid: process.pid, host: hostname(), startedAt: now.toISOString(), birth: birthOf(process.pid) }, find: findProcess };
}

/** A lock that cannot be read was being written when its holder died: it is taken. */
function isAlive(holder: Holder | 'unreadable', { self, find }: Processes, now: Date): boolean {
  if (holder === 'unreadable') return false;
  if (holder.host !== self.host) return now.getTime() - Date.parse(holder.startedAt) < foreignLockHours * 3_600_000;
  const running = find(holder.pid);
  if (running === false) return false;
  return holder.birth === null || running.birth === null || holder.birth === running.birth;
}

function takeOverGuard(fileSystem: FileSystem, guard: string, own: Uint8Array, processes: Processes, now: Date): boolean {
  const holder = readHolder(fileSystem, guard);
  if (holder !== 'none' && isAlive(holder, processes, now)) return false;
  if (holder !== 'none') fileSystem.remove(guard);
  return fileSystem.writeNew(guard, own);
}

/** Only our own lock is removed: it may have been judged left behind and taken over. */
function releaseLock(fileSystem: FileSystem, path: string, own: Uint8Array): void {
  try {
    if (Buffer.from(fileSystem.read(path)).equals(own)) fileSystem.remove(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

function readHolder(fileSystem: FileSystem, path: string): Holder | 'unreadable' | 'none' {
  let text: string;
  try {
    text = Buffer.from(fileSystem.read(path)).toString('utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 'none';
    throw error;
  }
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return 'unreadable';
  }
}

function heldBy(what: string, holder: Holder | 'unreadable' | 'none', path: string): UserError {
  const who = typeof holder === 'string' ? 'another process' : `process ${String(holder.pid)} on ${holder.host}, started ${holder.startedAt}`;
  return new UserError({ message: `${what} is in use by ${who}`, position: { file: path }, fix: 'Wait for it to end; if it is certain that it no longer runs, remove this file' });
}

function findProcess(pid: number): { readonly birth: string | null } | false {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false; // EPERM: it runs, as another user
  }
  return { birth: birthOf(pid) };
}

/** Boot and start time of a process from /proc; null elsewhere. */
function birthOf(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return `${boot} ${fields[19] ?? ''}`;
  } catch {
    return null;
  }
}
