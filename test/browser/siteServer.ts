import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join, sep } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** A site behind a server of this machine. */
export interface SiteServer {
  /** `http://127.0.0.1:port` */
  readonly address: string;
  close(): void;
}

const types: Readonly<Record<string, string>> = { html: 'text/html; charset=utf-8', css: 'text/css', svg: 'image/svg+xml', js: 'text/javascript', woff2: 'font/woff2', json: 'application/json', pdf: 'application/pdf', txt: 'text/plain; charset=utf-8' };

/** Serves the files of a folder, compressed as every web server does, with the headers given. */
export async function serveSite(root: string, headers: Readonly<Record<string, string>> = {}): Promise<SiteServer> {
  const server = createServer((request, response) => {
    const path = join(root, decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname));
    const type = types[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
    readFile(path.startsWith(root + sep) ? path : '').then(promisify(gzip)).then(
      (bytes) => response.writeHead(200, { 'Content-Type': type, 'Content-Encoding': 'gzip', ...headers }).end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    address: `http://127.0.0.1:${address.port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
