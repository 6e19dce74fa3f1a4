import type { Machine } from './machine.ts';

/** What the browser may reach over the network: nothing, or (tests, Lighthouse) this machine's loopback. */
export type Network = 'none' | 'loopback';

/**
 * Our whole command line; neither Puppeteer's defaults nor the npm package's are used. Chromium starts with
 * `--headless` alone. The package's `--single-process`, `--no-zygote`, `--disable-web-security`,
 * `--disable-site-isolation-trials` and `--allow-running-insecure-content` are for AWS Lambda and put the pages,
 * the browser and each other into one process or one origin.
 */
export async function browserFlags(machine: Machine, options: { readonly sandbox: boolean; readonly network: Network; readonly profileFolder: string }): Promise<readonly string[]> {
  return [
    ...steady,
    ...quiet,
    ...(options.network === 'none' ? ['--host-resolver-rules=MAP * ~NOTFOUND'] : ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1']),
    ...(options.sandbox ? [] : ['--no-sandbox']),
    ...(await sharedMemoryFlags(machine)),
    `--user-data-dir=${options.profileFolder}`,
    // A pipe rather than a port: a port can be spoken to by every user of the machine.
    '--remote-debugging-pipe',
    'about:blank',
  ];
}

/** The same layout, colours and PDF on every machine. */
const steady = [
  '--headless',
  '--disable-gpu',
  '--disable-software-rasterizer',
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
  '--hide-scrollbars',
  '--lang=en-US',
  '--export-tagged-pdf',
  '--generate-pdf-document-outline',
];

/** No traffic of the browser's own, no state on the machine. */
const quiet = [
  '--disable-background-networking',
  '--disable-breakpad',
  '--disable-client-side-phishing-detection',
  '--disable-component-update',
  '--disable-crash-reporter',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-extensions',
  '--disable-features=AutofillServerCommunication,MediaRouter,OptimizationHints,Translate',
  '--disable-sync',
  '--dns-prefetch-disable',
  '--mute-audio',
  '--no-default-browser-check',
  '--no-first-run',
  '--no-pings',
  '--password-store=basic',
  '--use-mock-keychain',
];

const enoughSharedMemory = 256 * 1024 * 1024;

/** Containers have 64 MB of /dev/shm or none; a page that needs more would crash. */
async function sharedMemoryFlags(machine: Machine): Promise<readonly string[]> {
  if (machine.platform !== 'linux') return [];
  const free = await machine.sharedMemory();
  return free === null || free < enoughSharedMemory ? ['--disable-dev-shm-usage'] : [];
}
