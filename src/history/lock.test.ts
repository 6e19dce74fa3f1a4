import { describe, expect, it } from 'vitest';
import type { Holder, Processes } from './lock.ts';
import { realProcesses, takeLock } from './lock.ts';
import { openRecord } from './record.ts';
import { faultyFileSystem } from './testFileSystem.ts';
import { snapshot } from './testSnapshots.ts';

const now = new Date('2026-11-22T12:00:00.000Z');
const holder = (changes: Partial<Holder>): Holder => ({ pid: 1, host: 'here', startedAt: '2026-11-22T11:00:00.000Z', birth: 'b1', ...changes });
/** A machine on which the given processes run. */
const machine = (self: Holder, running: readonly Holder[]): Processes => ({ self, find: (pid) => running.find((one) => one.pid === pid) ?? false });

function locked(by: Holder) {
  const fileSystem = faultyFileSystem();
  takeLock(fileSystem, '/lock', machine(by, []), now);
  return fileSystem;
}

describe('lock', () => {
  it('keeps a second process out and names the first', () => {
    const first = holder({ pid: 71 });
    expect(() => takeLock(locked(first), '/lock', machine(holder({ pid: 72 }), [first]), now)).toThrow('in use by process 71 on here, started 2026-11-22T11:00:00.000Z');
  });

  it('is given back, and only by who has it', () => {
    const fileSystem = faultyFileSystem();
    const dead = takeLock(fileSystem, '/lock', machine(holder({ pid: 71 }), []), now);
    const release = takeLock(fileSystem, '/lock', machine(holder({ pid: 72 }), []), now);
    dead();
    expect(fileSystem.paths()).toEqual(['/lock']);
    release();
    expect(fileSystem.paths()).toEqual([]);
  });

  it('of a dead process, or of an earlier one of the same number, is taken over', () => {
    const first = holder({ pid: 71 });
    expect(takeLock(locked(first), '/lock', machine(holder({ pid: 72 }), []), now)).toBeTypeOf('function');
    expect(takeLock(locked(first), '/lock', machine(holder({ pid: 72 }), [holder({ pid: 71, birth: 'b2' })]), now)).toBeTypeOf('function');
    expect(takeLock(locked(holder({ pid: 1 })), '/lock', machine(holder({ pid: 1, birth: 'b2' }), [holder({ pid: 1, birth: 'b2' })]), now)).toBeTypeOf('function');
  });

  it('of another machine holds for twelve hours', () => {
    const self = machine(holder({ pid: 72 }), []);
    expect(() => takeLock(locked(holder({ host: 'there' })), '/lock', self, now)).toThrow('on there');
    expect(takeLock(locked(holder({ host: 'there', startedAt: '2026-11-21T23:59:59.000Z' })), '/lock', self, now)).toBeTypeOf('function');
  });

  it('half written is taken, also that of a takeover', () => {
    const fileSystem = locked(holder({ pid: 71 }));
    fileSystem.damage('/lock', (content) => content.slice(0, 5));
    fileSystem.writeNew('/lock.takeover', Buffer.from(''));
    expect(takeLock(fileSystem, '/lock', machine(holder({ pid: 72 }), []), now)).toBeTypeOf('function');
    expect(fileSystem.paths()).toEqual(['/lock']);
  });

  it('knows this process', () => {
    const { self, find } = realProcesses(now);
    expect(find(self.pid)).toEqual({ birth: self.birth });
    expect(find(2 ** 22 + 1)).toBe(false);
  });

  it('guards the record: readers pass, a second writer does not', async () => {
    const fileSystem = faultyFileSystem();
    const [one, two] = [holder({ pid: 71 }), holder({ pid: 72 })];
    const open = (self: Holder) => openRecord('/data', { timeZone: 'UTC', fileSystem, processes: machine(self, [one, two]) });
    const [first, second] = [await open(one), await open(two)];
    await first.append(snapshot('2026-11-01T12:00:00.000Z'));
    expect((await open(two)).runs()).toHaveLength(1);
    await expect(second.append(snapshot('2026-11-02T12:00:00.000Z'))).rejects.toThrow('process 71');
    await first.close();
    await second.append(snapshot('2026-11-02T12:00:00.000Z'));
    expect(second.runs()).toHaveLength(2); // it has seen what the first wrote
    await second.close();
  });
});
