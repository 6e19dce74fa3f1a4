import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import Handlebars from 'handlebars';
import { formatOf, type Format, type Speech } from '../../domain/format.ts';
import { blamed } from '../brand/blame.ts';
import { brandOf } from '../brand/brand.ts';
import { messageHelper } from '../../domain/language.ts';

/** Renders one template of the folder by name. */
export type Templates = (name: string, view: object) => string;

type Compiled = ReadonlyMap<string, Handlebars.TemplateDelegate>;

/** Compiled templates by folder and how they speak: a site of a thousand pages compiles them once. */
const compiled = new Map<string, Promise<Compiled>>();

/** The templates of a folder with the words and formats of a report. Templates come as text from our own folder, never from data. */
export async function templatesOf(templatesDir: string, { locale, timeZone, language, messages }: Speech): Promise<Templates> {
  const key = JSON.stringify([templatesDir, locale, timeZone, language, messages]);
  const pending = compiled.get(key) ?? compileAll(templatesDir, formatOf({ locale, timeZone, language, messages }));
  compiled.set(key, pending);
  pending.catch(() => compiled.delete(key));
  const templates = await pending;
  return (name, view) => {
    const template = templates.get(name);
    if (template === undefined) throw new Error(`there is no template ${name}.hbs`);
    return template(view, { allowProtoMethodsByDefault: false, allowProtoPropertiesByDefault: false });
  };
}

async function compileAll(templatesDir: string, format: Format): Promise<Compiled> {
  const engine = Handlebars.create();
  const helpers = formatHelpers(format);
  for (const [name, helper] of Object.entries(helpers)) engine.registerHelper(name, helper);
  const { own } = await brandOf(templatesDir);
  const knownHelpers = Object.fromEntries(Object.keys(helpers).map((name) => [name, true]));
  const options = { strict: true, knownHelpersOnly: true, knownHelpers, preventIndent: true };
  for (const [name, text] of await readTemplates(join(templatesDir, 'partials'))) {
    const file = own[`partials/${name}.hbs`];
    engine.registerPartial(name, file === undefined ? text.trimEnd() : blamed(engine.compile(text.trimEnd(), options), file));
  }
  return new Map((await readTemplates(templatesDir)).map(([name, text]) => {
    const template: Handlebars.TemplateDelegate = engine.compile(text, options);
    const file = own[`${name}.hbs`];
    return [name, file === undefined ? template : blamed(template, file)];
  }));
}

async function readTemplates(folder: string): Promise<[string, string][]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.hbs')).toSorted();
  return Promise.all(names.map(async (name): Promise<[string, string]> => [basename(name, '.hbs'), await readFile(join(folder, name), 'utf8')]));
}

/** The only helpers a template has: messages, numbers and dates as text, and addresses that are safe to link. */
function formatHelpers(format: Format): Readonly<Record<string, Handlebars.HelperDelegate>> {
  return {
    t: messageHelper(format),
    percent: (ratio: number | null) => format.percent(ratio),
    pp: (change: number | null) => format.pp(change),
    points: (points: number | null) => format.points(points),
    count: (value: number | null) => format.count(value),
    signedCount: (value: number | null) => format.signedCount(value),
    day: (day: string | null) => format.day(day),
    dateTime: (instant: string | null) => format.dateTime(instant),
    url: (address: string) => httpsOnly(address),
  };
}

/** The address when it is plain https to a named host, else a link to nowhere. */
export function httpsOnly(address: string): string {
  if (!/^https:\/\/[^\s\\/]/i.test(address) || !URL.canParse(address)) return '#';
  const { protocol, username, password, href } = new URL(address);
  return protocol === 'https:' && username === '' && password === '' ? href : '#';
}
