import { execFile } from 'node:child_process';
import { DeliveryError, oneLine, withoutSecrets } from '../outcomes.ts';

/** What one git command said. */
export interface GitAnswer {
  readonly code: number;
  readonly out: string;
  /** One line, without secrets. */
  readonly err: string;
}

/** Runs git in one folder. */
export type Git = (args: readonly string[], options?: { readonly input?: string }) => Promise<GitAnswer>;

export interface GitSetting {
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** URL prefix and token that are sent to it; null: what git is set up with. */
  readonly token: { readonly remote: string; readonly value: string } | null;
  /** True: as a stranger, with no credentials and no configuration of this user. */
  readonly anonymous: boolean;
}

const timeout = 5 * 60_000;

/** Nothing of the repository's may run here, nothing may ask, and only ways to a server that run no other program. */
const settings = [
  'core.hooksPath=/dev/null', 'commit.gpgSign=false', 'push.gpgSign=false', 'core.autocrlf=false', 'core.symlinks=false', 'core.fsmonitor=false', 'gc.auto=0',
  'protocol.allow=never', 'protocol.https.allow=always', 'protocol.http.allow=always', 'protocol.ssh.allow=always', 'protocol.file.allow=always',
  'submodule.recurse=false', 'advice.detachedHead=false', 'init.defaultBranch=main',
];

/** Git for one folder. @throws DeliveryError where git is not installed. */
export function gitIn(setting: GitSetting): Git {
  const args = settings.flatMap((value) => ['-c', value]);
  const extra = setting.anonymous ? ['-c', 'credential.helper='] : [];
  const env = gitEnvironment(setting);
  const secrets = setting.token === null ? [] : [setting.token.value, basic(setting.token.value)];
  return (command, options = {}) => new Promise((resolve, reject) => {
    const child = execFile('git', [...args, ...extra, ...command], { cwd: setting.folder, env, timeout, maxBuffer: 64 * 1024 * 1024 }, (error, out, err) => {
      if (error !== null && error.code === 'ENOENT') return reject(new DeliveryError('git is not installed', { fix: 'Install git, or choose another target.' }));
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ code, out, err: oneLine(withoutSecrets(err, secrets)) || (error?.killed === true ? 'git took longer than 5 minutes' : '') });
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(options.input ?? '');
  });
}

/** The user's own environment without what points git at another repository; a token goes in here, where no list of processes shows it. */
function gitEnvironment({ env, token, anonymous }: GitSetting): NodeJS.ProcessEnv {
  const foreign = /^GIT_(DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|NAMESPACE|CONFIG_COUNT|CONFIG_KEY_\d+|CONFIG_VALUE_\d+|CONFIG_PARAMETERS|EXTERNAL_DIFF|AUTHOR_.*|COMMITTER_.*)$/;
  const kept = Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)));
  return {
    ...kept, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GCM_INTERACTIVE: 'never',
    GIT_SSH_COMMAND: env['GIT_SSH_COMMAND'] ?? 'ssh -oBatchMode=yes',
    ...(anonymous ? { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_ASKPASS: 'true', SSH_ASKPASS: 'true' } : {}),
    ...(token === null ? {} : { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: `http.${token.remote}.extraHeader`, GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic(token.value)}` }),
  };
}

function basic(token: string): string {
  return Buffer.from(`x-access-token:${token}`).toString('base64');
}
