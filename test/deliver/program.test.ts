import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testSmtp, type TestSmtp } from '../../src/deliver/email/testSmtp.ts';
import { testAzurite, testCertificate } from '../../src/deliver/publish/testAzurite.ts';
import { secureScore, withEmulator } from '../program/program.ts';

let smtp: TestSmtp;
beforeAll(async () => { smtp = await testSmtp(); });
afterAll(() => smtp.close());

/** The emulator's own config with a directory and a mail server beside it. */
function delivering(config: string, caFile: string | null): string {
  const transport = { type: 'smtp', host: 'localhost', port: smtp.port, user: 'score@contoso.com', password: '${MAIL_WORD}', ...(caFile === null ? {} : { caFile }) };
  const email = { transport, from: 'score@contoso.com', to: ['ciso@contoso.com'], bcc: ['audit@contoso.com'], allowedDomains: ['contoso.com'], siteUrl: 'https://score.contoso.com' };
  const report = { formats: ['html', 'json'] };
  const groups = [{ name: 'Everyone', match: { subscriptions: ['*'] }, recipients: ['team@contoso.com'], publish: [{ type: 'directory', path: 'team' }], siteUrl: 'https://team.contoso.com' }];
  return `${config}\ngroups: ${JSON.stringify(groups)}\npublish: [{ type: directory, path: www }]\nemail: ${JSON.stringify(email)}\nreport: ${JSON.stringify(report)}\ntimeZone: UTC\n`;
}

describe('the program, delivering', () => {
  it('publishes and mails a run once, ends with 5 when a delivery fails, and repeats no secret', { timeout: 120_000 }, async () => {
    await withEmulator(['--tenant', 'synthetic:scopes=6,seed=7'], async ({ configFile, env }, folder) => {
      const [good, bad, ca] = ['good.yaml', 'bad.yaml', 'ca.pem'].map((name) => join(folder, name)) as [string, string, string];
      const config = await readFile(configFile, 'utf8');
      await Promise.all([writeFile(good, delivering(config, ca)), writeFile(bad, delivering(config, null)), writeFile(ca, smtp.ca)]);
      const out = join(folder, 'reports');
      const start = (file: string, ...args: string[]) => secureScore([...args, '--config', file, '--out', out], { ...env, MAIL_WORD: 'hunter22' });

      const planned = await start(good, 'run', '--dry-run');
      expect(planned).toMatchObject({ code: 0, out: expect.stringContaining('Would mail it by smtp to ciso@contoso.com, audit@contoso.com, each once.') });
      expect(planned.out).toContain('Would mail the report of "Everyone" by smtp to team@contoso.com, each once.');
      const examined = await start(bad, 'doctor');
      expect(examined.out).toMatch(/✓ publish\[0\] directory .*www can be written, and is free/);
      expect(examined.out).toMatch(/✓ groups\[0\]\.publish\[0\] directory .*team can be written/);
      expect(examined.out).toMatch(/✗ email +SMTP localhost:\d+: self-signed certificate.*caFile/);
      expect((await start(good, 'doctor')).out).toMatch(/✓ email +SMTP localhost:\d+: answers over TLS with a certificate that holds; accepts the sign-in/);
      const failed = await start(bad, 'run');
      expect([failed.code, smtp.received.length]).toEqual([5, 0]);
      expect(failed.err).toMatch(/email SMTP localhost:\d+: not delivered; the report is there/);
      const mended = await start(good, 'email');
      expect([mended.code, smtp.received.map(({ to }) => to.join())]).toEqual([0, ['ciso@contoso.com,audit@contoso.com', 'team@contoso.com']]);
      const again = await start(good, 'run');
      expect([again.code, smtp.received.length]).toEqual([0, 2]);
      expect(await start(good, 'email', '--group', 'nobody')).toMatchObject({ code: 2, err: expect.stringContaining('no group is called "nobody". There are "Everyone".') });
      expect((await start(good, 'email', '--group', 'everyone', '--again')).out).toMatch(/^groups\[0\]\.email SMTP localhost:\d+ for "Everyone": done: handed over for 1 recipient\n$/);
      expect(smtp.received.map(({ to }) => to.join()).slice(2)).toEqual(['team@contoso.com']);
      expect((await start(good, 'publish')).out).toMatch(/nothing: all \d+ files are there already/);

      const kept = await Promise.all((await readdir(join(out, 'outbox'))).map((name) => readFile(join(out, 'outbox', name), 'latin1')));
      for (const { raw } of smtp.received) expect(kept).toContain(raw);
      expect(smtp.received[0]).toMatchObject({ to: ['ciso@contoso.com', 'audit@contoso.com'], secure: true });
      const manifest: unknown = JSON.parse(await readFile(join(folder, 'www/manifest.json'), 'utf8'));
      expect(manifest).toMatchObject({ schema: 'secure-score/site' });
      expect(await readdir(join(folder, 'www'))).not.toContain('data');
      expect(JSON.parse(await readFile(join(folder, 'team/manifest.json'), 'utf8'))).toMatchObject({ title: expect.stringMatching(/^Everyone: /) });
      for (const { out: told, err } of [planned, examined, failed, mended, again]) expect(told + err).not.toContain('hunter22');
    });
  });

  it('publishes to a storage account with the identity that config names, once, and doctor finds nothing missing there', { timeout: 120_000 }, async () => {
    await withEmulator(['--tenant', 'synthetic:scopes=3,seed=7'], async ({ configFile, caFile, env }, folder) => {
      const certificate = await testCertificate(folder);
      const azurite = await testAzurite(certificate);
      try {
        await azurite.service.getContainerClient('reports').create();
        const [both, file] = [join(folder, 'both.pem'), join(folder, 'blob.yaml')];
        await writeFile(both, `${await readFile(caFile, 'utf8')}\n${certificate.ca}`);
        const config = (await readFile(configFile, 'utf8')).replace(/caFile: .*/, `caFile: ${JSON.stringify(both)}`);
        await writeFile(file, `${config}\npublish: ${JSON.stringify([{ type: 'azureBlob', endpoint: azurite.endpoint, container: 'reports', prefix: 'score' }])}\nreport: { formats: [html, json] }\n`);
        const start = (...args: string[]) => secureScore([...args, '--config', file, '--out', join(folder, 'reports')], env);
        expect((await start('doctor')).out).toMatch(/✓ publish\[0\] azureBlob .*reports\/score: the sign-in may list, write and delete blobs/);
        expect(await start('run')).toMatchObject({ code: 0 });
        const names: string[] = [];
        for await (const { name } of azurite.service.getContainerClient('reports').listBlobsFlat()) names.push(name);
        expect(names).toEqual(expect.arrayContaining(['score/index.html', 'score/latest/report.html', 'score/manifest.json']));
        expect(names.filter((name) => !name.startsWith('score/') || name.includes('data/'))).toEqual([]);
        expect((await start('publish')).out).toMatch(/nothing: all \d+ files are there already/);
      } finally {
        await azurite.close();
      }
    });
  });
});
