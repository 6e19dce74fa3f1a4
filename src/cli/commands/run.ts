import { hasTargets, reportFormats, type Config, type ReportFormat } from '../../domain/config.ts';
import { exitCodes, UserError } from '../../domain/errors.ts';
import { entryOf, reportPaths } from '../../pipeline/paths.ts';
import { realStages } from '../../pipeline/realStages.ts';
import { run as runPipeline } from '../../pipeline/run.ts';
import type { Ports, RunRequest } from '../../pipeline/run.ts';
import type { RunPart } from '../commands.ts';
import { sessionConfig } from '../session.ts';
import type { Session } from '../session.ts';
import { tellOutcome } from './outcome.ts';

export type RunFlags = {
  readonly only?: readonly RunPart[];
  readonly skip?: readonly RunPart[];
  readonly dryRun?: boolean;
  readonly singleFile?: boolean;
};

/** `run`: everything the config asks for, or the parts the flags name. */
export async function run(session: Session, flags: RunFlags): Promise<number> {
  const config = await sessionConfig(session);
  const request = requestOf(config, flags);
  if (flags.dryRun === true) return tellPlan(session, config, request);
  if (session.fixedNow !== null && request.collect) session.log.warn(`the clock is fixed at ${session.fixedNow.toISOString()}: what Azure says now goes on record as of then.`);
  const outcome = await runPipeline(config, request, portsOf(session));
  tellOutcome(session, outcome);
  return outcome.exitCode;
}

/** `collect`: the same, without a report. */
export function collect(session: Session): Promise<number> {
  return run(session, { only: ['collect'] });
}

export function portsOf({ clock, log, terminal, signal }: Session): Ports {
  return { clock, steps: log.steps, stages: realStages, env: terminal.env, signal };
}

/** The formats, and the page as one file where a flag asks for it. */
export function withSingleFile(formats: readonly ReportFormat[], singleFile = false): readonly ReportFormat[] {
  return singleFile && !formats.includes('singleFile') ? [...formats, 'singleFile'] : formats;
}

function requestOf(config: Config, { only, skip, singleFile }: RunFlags): RunRequest {
  const chosen = (part: RunPart): boolean => (only === undefined ? !(skip ?? []).includes(part) : only.includes(part));
  // Named on the command line, a format is written whether config lists it or not.
  const formats = withSingleFile(reportFormats.filter((format) => chosen(format) && (only !== undefined || config.report.formats.includes(format))), singleFile);
  if (only?.includes('publish') === true && !hasTargets(config)) throw new UserError({ message: 'config names nowhere to publish to', fix: 'Add publish to config.' });
  if (only?.includes('email') === true && config.email === null) throw new UserError({ message: 'config has no mail', fix: 'Add email to config.' });
  const [publish, email] = [chosen('publish') && hasTargets(config), chosen('email') && config.email !== null];
  const delivering = (publish || email) && (formats.length > 0 || only !== undefined);
  const request = { collect: chosen('collect'), runId: null, formats, ...(delivering ? { deliver: { publish, email, again: false, dryRun: false } } : {}) };
  if (!request.collect && formats.length === 0 && !delivering) throw new UserError({ message: 'nothing is left to do', fix: 'Skip fewer parts.' });
  return request;
}

function tellPlan({ log }: Session, config: Config, { collect: asks, formats, deliver }: RunRequest): number {
  const { include, exclude } = config.scopes;
  const paths = reportPaths(config.outDir, config.report.mask);
  const scopes = include.length === 0 ? 'everything the identity can read' : `${include.length} selectors`;
  const source = asks ? `Would ask ${config.azure.endpoints.resourceManager ?? config.azure.cloud} for ${scopes}${exclude.length === 0 ? '' : `, without ${exclude.length} selectors`}, and add a snapshot to ${paths.data}.` : `Would read the latest run in ${paths.data}.`;
  const target = formats.length === 0 ? 'Would write no report.' : `Would write ${formats.map(entryOf).join(', ')} below ${paths.site}.`;
  const delivery = deliver === undefined ? [] : intentions(config, deliver);
  log.result([source, target, ...delivery].join('\n'), { dryRun: true, collect: asks, formats, data: paths.data, site: paths.site, delivery });
  return exitCodes.done;
}

/** What a run would deliver, before there is a run: `publish --dry-run` and `email --dry-run` say it to the file and the reader. */
function intentions({ publish, email, groups }: Config, parts: NonNullable<RunRequest['deliver']>): readonly string[] {
  const place = (target: Config['publish'][number]): string => (target.type === 'directory' ? target.path : target.type === 'git' ? `${target.remote} ${target.branch}` : `${target.endpoint}/${target.container}`);
  const published = (targets: Config['publish'], what: string): readonly string[] => targets.map((target) => `Would publish what changed${what} to ${target.type} ${place(target)}.`);
  const mailed = (what: string, to: readonly string[]): readonly string[] => (to.length === 0 ? [] : [`Would mail ${what} by ${email?.transport.type ?? ''} to ${to.join(', ')}, each once.`]);
  return [
    ...(parts.publish ? [...published(publish, ''), ...groups.flatMap(({ name, publish: own }) => published(own, ` in the report of ${JSON.stringify(name)}`))] : []),
    ...(parts.email && email !== null ? [
      ...mailed('it', [...email.to, ...email.cc, ...email.bcc]),
      ...groups.flatMap(({ name, recipients, recipientsTag }) => mailed(`the report of ${JSON.stringify(name)}`, [...recipients, ...(recipientsTag === null ? [] : [`whom the tag ${JSON.stringify(recipientsTag)} of its scopes names`])])),
    ] : []),
  ];
}
