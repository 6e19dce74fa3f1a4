import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface TestGitServer {
  /** `http://127.0.0.1:<port>` */
  readonly base: string;
  /** Authorization headers that came, `undefined` among them. */
  readonly asked: readonly string[];
  /** The next push is taken, and its answer never arrives. */
  loseNextAnswer(): void;
  close(): void;
}

/** For tests: git's own HTTP server over the repositories of a folder; `/private/…` asks for this authorization. */
export async function testGitServer(root: string, authorization: string): Promise<TestGitServer> {
  const asked: string[] = [];
  let losing = false;
  const server = createServer((request, response) => {
    asked.push(String(request.headers.authorization));
    const url = new URL(request.url ?? '/', 'http://localhost');
    const closed = url.pathname.startsWith('/private/');
    if (closed && request.headers.authorization !== authorization) response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
    else backend(root, url.pathname.replace(/^\/(public|private)/, ''), url.search.slice(1), request, response, () => {
      const lost = losing && request.method === 'POST' && url.pathname.endsWith('/git-receive-pack');
      if (lost) losing = false;
      return lost;
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const address = server.address();
  return {
    asked,
    loseNextAnswer: () => { losing = true; },
    base: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    close: () => { server.close(); server.closeAllConnections(); },
  };
}

/** One request through the CGI program that comes with git. */
function backend(root: string, path: string, query: string, request: IncomingMessage, response: ServerResponse, loses: () => boolean): void {
  const child = spawn('git', ['-c', 'http.receivepack=true', 'http-backend'], {
    env: {
      ...process.env, GIT_PROJECT_ROOT: root, GIT_HTTP_EXPORT_ALL: '1', PATH_INFO: path, QUERY_STRING: query, REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '', HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '', GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''), REMOTE_USER: 'score',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  request.pipe(child.stdin);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => { chunks.push(chunk); });
  child.on('close', () => {
    if (loses()) return response.destroy();
    const answer = Buffer.concat(chunks);
    const end = answer.indexOf('\r\n\r\n');
    const headers = answer.subarray(0, end).toString('latin1').split('\r\n').map((line) => line.split(/: (.*)/s));
    const status = Number(headers.find(([name]) => name?.toLowerCase() === 'status')?.[1]?.slice(0, 3) ?? 200);
    response.writeHead(status, Object.fromEntries(headers.filter(([name]) => name?.toLowerCase() !== 'status').map(([name, value]) => [name ?? '', value ?? ''])));
    response.end(answer.subarray(end + 4));
  });
}
