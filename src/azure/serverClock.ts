import { request, type Agent } from 'node:https';

/** How long a server may take, milliseconds. */
const patience = 10_000;

/** How far this machine's clock is ahead of a server's, in seconds (negative: behind), by the Date header of its answer to anything; null when it tells none. */
export function clockAheadOf(server: string, agent: Agent, now: () => number): Promise<number | null> {
  return new Promise((resolve) => {
    const asked = request(server, { method: 'HEAD', agent, timeout: patience }, ({ headers: { date } }) => {
      const theirs = date === undefined ? Number.NaN : Date.parse(date);
      asked.destroy();
      // The header has whole seconds, so half of one is the best guess.
      resolve(Number.isNaN(theirs) ? null : Math.round((now() - theirs - 500) / 1000));
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('close', () => resolve(null));
    asked.on('error', () => resolve(null));
    asked.end();
  });
}
