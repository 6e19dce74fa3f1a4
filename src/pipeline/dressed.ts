import type { Config } from '../domain/config.ts';
import type { Ports } from './run.ts';

/** Does work with the report's look as config wants it: own templates, logo, accent. What is wrong with them ends it before anything is asked or written. */
export async function dressed<Result>({ report }: Config, ports: Ports, work: (ports: Ports) => Promise<Result>): Promise<Result> {
  const { dress, ...stages } = ports.stages;
  const { accent, logo } = report.branding;
  if (dress === undefined || (accent === null && logo === null && report.templates === null)) return work(ports);
  const look = await ports.steps.step('look', async (progress) => {
    const made = await dress(report);
    for (const note of made.notes) progress.warn(note);
    progress.update([report.templates === null ? '' : 'own templates', logo === null ? '' : 'logo', accent === null ? '' : 'accent'].filter((part) => part !== '').join(', '));
    return made;
  });
  try {
    return await work({ ...ports, stages: { ...stages, ...look.stages } });
  } finally {
    await look.close();
  }
}
