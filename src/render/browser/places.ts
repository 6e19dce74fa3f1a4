import { posix, win32 } from 'node:path';
import type { Machine } from './machine.ts';

/** Places where browsers are. Pure, apart from listing Puppeteer's folder. */

const onPath = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'microsoft-edge-stable', 'microsoft-edge'];
const macApplications = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
const windowsPrograms = ['Google\\Chrome\\Application\\chrome.exe', 'Chromium\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];

/** Paths at which the system's own Chrome, Chromium or Edge would be, best first. */
export function systemBrowsers(machine: Machine): readonly string[] {
  if (machine.platform === 'darwin') {
    const folders = ['/Applications', posix.join(machine.homeFolder, 'Applications')];
    return macApplications.flatMap((name) => folders.map((folder) => posix.join(folder, `${name}.app`, 'Contents/MacOS', name)));
  }
  if (machine.platform === 'win32') {
    const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => machine.environment[name] ?? []);
    return windowsPrograms.flatMap((program) => roots.map((root) => win32.join(root, program)));
  }
  // Relative entries of PATH (also the empty one) mean the current folder, which is no place to start a browser from.
  const folders = (machine.environment['PATH'] ?? '').split(':').filter((folder) => folder.startsWith('/'));
  return onPath.flatMap((name) => folders.map((folder) => posix.join(folder, name)));
}

/** Chromes in Puppeteer's folder, newest first; `<folder>/chrome/<platform>-<version>/…` as @puppeteer/browsers lays them out. */
export async function puppeteerBrowsers(machine: Machine): Promise<readonly { readonly executablePath: string; readonly version: string }[]> {
  const path = machine.platform === 'win32' ? win32 : posix;
  const root = machine.environment['PUPPETEER_CACHE_DIR'] ?? path.join(machine.homeFolder, '.cache', 'puppeteer');
  const found = await Promise.all(['chrome', 'chrome-headless-shell'].map(async (kind) => {
    const names = await machine.list(path.join(root, kind));
    return names.flatMap((name) => {
      const [, platform, version] = /^(linux|linux_arm|mac|mac_arm|win32|win64)-(\d+(?:\.\d+){3})$/.exec(name) ?? [];
      if (platform === undefined || version === undefined) return [];
      return [{ version, executablePath: path.join(root, kind, name, ...insideFolder(kind, platform)) }];
    });
  }));
  return found.flat().toSorted((one, other) => compareVersions(other.version, one.version));
}

function insideFolder(kind: string, platform: string): readonly string[] {
  const folders: Readonly<Record<string, string>> = { linux: 'linux64', linux_arm: 'linux-arm64', mac: 'mac-x64', mac_arm: 'mac-arm64', win32: 'win32', win64: 'win64' };
  const folder = `${kind}-${folders[platform] ?? platform}`;
  if (platform.startsWith('win')) return [folder, `${kind}.exe`];
  if (platform.startsWith('mac') && kind === 'chrome') return [folder, 'Google Chrome for Testing.app', 'Contents', 'MacOS', 'Google Chrome for Testing'];
  return [folder, kind];
}

function compareVersions(one: string, other: string): number {
  const [left, right] = [one.split('.').map(Number), other.split('.').map(Number)];
  const at = left.findIndex((part, index) => part !== right[index]);
  return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
}
