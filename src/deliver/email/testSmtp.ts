import { Socket, type AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** One message as the server got it. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  readonly secure: boolean;
}

export interface TestSmtp {
  readonly port: number;
  /** The server's certificate, PEM. */
  readonly ca: string;
  readonly received: ReceivedMail[];
  /** What the server does differently from now on. */
  readonly behaviour: { refuse?: (address: string) => string | null; /** Answer to a refused recipient; 550 unless given. */ refusal?: number; /** Messages that are answered 451 before one is taken. */ busy?: number; onData?: 'accept' | 'refuse' | 'hangUpAfter' | 'hangUpBefore' };
  close(): Promise<void>;
}

/** For tests: an SMTP server with STARTTLS and one sign-in. */
export async function testSmtp(options: SMTPServerOptions = {}, host = 'localhost'): Promise<TestSmtp> {
  const pems = await generate([{ name: 'commonName', value: host }], { keySize: 2048, extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: host }] }, { name: 'basicConstraints', cA: true }] });
  const received: ReceivedMail[] = [];
  const behaviour: TestSmtp['behaviour'] = {};
  const server = new SMTPServer({
    key: pems.private, cert: pems.cert, logger: false, authMethods: ['PLAIN', 'LOGIN', 'XOAUTH2'], authOptional: true, closeTimeout: 100,
    onAuth: ({ username, password, accessToken }, _session, done) => {
      if (username === 'score@contoso.com' && (password === 'hunter22' || accessToken === 'token-1')) done(null, { user: username });
      else done(Object.assign(new Error(`Invalid login for ${password ?? ''}`), { responseCode: 535 }));
    },
    onRcptTo: ({ address }, _session, done) => {
      const why = behaviour.refuse?.(address) ?? null;
      done(why === null ? null : Object.assign(new Error(why), { responseCode: behaviour.refusal ?? 550 }));
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      if (behaviour.onData === 'hangUpBefore') stream.once('data', () => hangUp(server));
      stream.on('data', (chunk: Buffer) => { chunks.push(chunk); });
      stream.on('end', () => {
        if (behaviour.onData === 'hangUpBefore') return;
        if ((behaviour.busy ?? 0) > 0) {
          behaviour.busy = (behaviour.busy ?? 0) - 1;
          return done(Object.assign(new Error('Submission rate exceeded'), { responseCode: 451 }));
        }
        if (behaviour.onData === 'refuse') return done(Object.assign(new Error('Message refused by policy'), { responseCode: 554 }));
        const { mailFrom, rcptTo } = session.envelope;
        received.push({ from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map(({ address }) => address), raw: Buffer.concat(chunks).toString('latin1'), secure: session.secure });
        if (behaviour.onData === 'hangUpAfter') hangUp(server);
        else done();
      });
    },
    ...options,
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', () => resolve()); });
  const { port } = server.server.address() as AddressInfo;
  return { port, ca: pems.cert, received, behaviour, close: () => new Promise((resolve) => { server.close(() => resolve()); }) };
}

function hangUp(server: SMTPServer): void {
  for (const connection of server.connections) {
    const socket: unknown = Reflect.get(connection, '_socket');
    if (socket instanceof Socket) socket.destroy();
  }
}
