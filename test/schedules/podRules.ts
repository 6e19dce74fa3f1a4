import { cronProblems } from './cronRules.ts';
import { at, list, map, text } from './tree.ts';

/** What may be wrong with a Kubernetes CronJob: the restricted pod security standard, and what a weekly job needs beside it. */
export function cronJobProblems(manifest: unknown): readonly string[] {
  const spec = at(manifest, 'spec');
  const job = at(spec, 'jobTemplate', 'spec');
  const pod = at(job, 'template', 'spec');
  const volumes = list(at(pod, 'volumes'));
  return [
    ...cronProblems(text(at(spec, 'schedule'))),
    ...expect(spec, ['timeZone'], (value) => /^\w+\/\w+$|^Etc\/UTC$/.test(text(value))),
    ...expect(spec, ['concurrencyPolicy'], (value) => value === 'Forbid'),
    ...expect(spec, ['startingDeadlineSeconds'], isPositive),
    ...expect(job, ['activeDeadlineSeconds'], isPositive),
    ...expect(job, ['backoffLimit'], (value) => typeof value === 'number' && value <= 3),
    ...expect(pod, ['restartPolicy'], (value) => value === 'Never'),
    ...expect(pod, ['automountServiceAccountToken'], (value) => value === false),
    ...expect(pod, ['securityContext', 'runAsNonRoot'], (value) => value === true),
    ...expect(pod, ['securityContext', 'runAsUser'], isPositive),
    ...expect(pod, ['securityContext', 'seccompProfile', 'type'], (value) => value === 'RuntimeDefault'),
    ...(volumes.some((volume) => at(volume, 'hostPath') !== undefined) ? ['hostPath'] : []),
    ...['hostNetwork', 'hostPID', 'hostIPC'].filter((key) => at(pod, key) !== undefined),
    ...list(at(pod, 'containers')).flatMap((container) => containerProblems(container, volumes)),
  ];
}

function containerProblems(container: unknown, volumes: readonly unknown[]): readonly string[] {
  const names = new Set(volumes.map((volume) => text(at(volume, 'name'))));
  const mounts = list(at(container, 'volumeMounts'));
  const paths = new Set(mounts.map((mount) => text(at(mount, 'mountPath'))));
  return [
    ...expect(container, ['image'], (value) => /[:@][\w.:-]+$/.test(text(value)) && !text(value).endsWith(':latest')),
    ...expect(container, ['securityContext', 'allowPrivilegeEscalation'], (value) => value === false),
    ...expect(container, ['securityContext', 'readOnlyRootFilesystem'], (value) => value === true),
    ...expect(container, ['securityContext', 'capabilities', 'drop'], (value) => list(value).includes('ALL')),
    ...expect(container, ['resources', 'requests', 'memory'], (value) => text(value) !== ''),
    ...expect(container, ['resources', 'limits', 'memory'], (value) => text(value) !== ''),
    ...list(at(container, 'env')).filter((entry) => /SECRET|PASSWORD|TOKEN/.test(text(at(entry, 'name'))) && at(entry, 'value') !== undefined).map((entry) => `env ${text(at(entry, 'name'))} holds a secret`),
    ...mounts.map((mount) => text(at(mount, 'name'))).filter((name) => !names.has(name)).map((name) => `mount ${name} is no volume`),
    ...['/out', '/tmp'].filter((path) => !paths.has(path)).map((path) => `nothing mounted at ${path}`),
  ];
}

function expect(tree: unknown, path: readonly string[], holds: (value: unknown) => boolean): readonly string[] {
  const value = at(tree, ...path);
  return holds(value) ? [] : [`${path.join('.')} is ${JSON.stringify(value) ?? 'not set'}`];
}

const isPositive = (value: unknown): boolean => typeof value === 'number' && value > 0;

/** Names that a manifest's documents refer to and that no document has. */
export function danglingNames(documents: readonly unknown[]): readonly string[] {
  const have = new Set(documents.map((document) => `${text(at(document, 'kind'))}/${text(at(document, 'metadata', 'name'))}`));
  const pod = at(documents.find((document) => at(document, 'kind') === 'CronJob'), 'spec', 'jobTemplate', 'spec', 'template', 'spec');
  const wanted = [
    `ServiceAccount/${text(at(pod, 'serviceAccountName'))}`,
    ...list(at(pod, 'volumes')).map(map).flatMap((volume) => [['ConfigMap', at(volume, 'configMap', 'name')], ['PersistentVolumeClaim', at(volume, 'persistentVolumeClaim', 'claimName')]].filter(([, name]) => name !== undefined).map(([kind, name]) => `${String(kind)}/${String(name)}`)),
  ];
  return wanted.filter((name) => !have.has(name));
}
