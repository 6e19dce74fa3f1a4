import type Handlebars from 'handlebars';
import { UserError } from '../../domain/errors.ts';

/** Names listed in a message at most. */
const mostNames = 40;

/** A template of one's own whose faults name its file, line and column, and what there is instead of what is missing. */
export function blamed(template: Handlebars.TemplateDelegate, file: string): Handlebars.TemplateDelegate {
  return (context, options) => {
    try {
      return template(context, options);
    } catch (error) {
      throw error instanceof UserError ? error : faultIn(file, error, context);
    }
  };
}

function faultIn(file: string, cause: unknown, context: unknown): UserError {
  const said = cause instanceof Error ? cause.message : String(cause);
  // The engine's strict mode says: "name" not defined in [object Object] - 3:4
  const [, name, line, column] = /^"(.*)" not defined in [\s\S]* - (\d+):(\d+)$/.exec(said) ?? [];
  if (name === undefined) return new UserError({ message: `cannot be filled in: ${said}`, position: { file }, fix: 'Compare it with the shipped template of that name ("secure-score init --templates FOLDER" copies them).' }, { cause });
  const known = typeof context === 'object' && context !== null ? Object.keys(context) : [];
  const names = known.length > mostNames ? `${known.slice(0, mostNames).join(', ')} …` : known.join(', ');
  return new UserError({
    message: `there is no value ${JSON.stringify(name)} here`, position: { file, line: Number(line), column: Number(column) + 1 },
    fix: `At the top of this template there are ${names === '' ? 'no values' : names}.`,
  }, { cause });
}
