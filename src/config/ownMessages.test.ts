import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { problemLine, UserError } from '../domain/errors.ts';
import { formatOf } from '../domain/format.ts';
import { parseConfig } from './read.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'own-messages-'));
  mkdirSync(join(folder, 'mine/languages'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function configWith(pack: string, language = 'de') {
  writeFileSync(join(folder, `mine/languages/${language}.json`), pack);
  return parseConfig('report:\n  language: de\n  templates: mine\n', 'config.yaml', {}, folder);
}

function faults(pack: string): readonly string[] {
  try {
    configWith(pack);
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.problems.map(problemLine);
  }
}

describe('messages of one’s own', () => {
  it('stand over the shipped ones of the report’s language, the others stay', () => {
    const { report, timeZone } = configWith('{ "head.scope": "Geltungsbereich", "format.pp": "{change} %-Punkte" }');
    const format = formatOf({ ...report, timeZone });
    expect([format.text('head.scope'), format.pp(0.012), format.text('head.score'), report.locale]).toEqual(['Geltungsbereich', '+1,2 %-Punkte', 'Bewertung', 'de-DE']);
    expect(configWith('{ "head.scope": "Area" }', 'en').report.messages).toEqual({ 'head.scope': 'Geltungsbereich', 'format.pp': '{change} %-Punkte' });
  });

  it('are refused with everything that is wrong with them', () => {
    expect(faults('{ "head.scop": "x", "format.pp": "{x}", "head.score": "{n", "score.missing": "{reason, plural, other {#}}", "head.day": " " }')).toEqual([
      'mine/languages/de.json head.scop: there is no message "head.scop". Did you mean "head.scope"?',
      'mine/languages/de.json format.pp: asks for {x}, which it is not given; there is {change}. Compare it with the shipped message of that key.',
      expect.stringContaining('mine/languages/de.json head.score: is not an ICU message: '),
      'mine/languages/de.json score.missing: counts {reason}, which is a text. Compare it with the shipped message of that key.',
      expect.stringContaining('head.day: is empty or longer than 2000 characters'),
    ]);
    expect(faults('[1]')).toEqual([expect.stringContaining('is not an object of messages')]);
    expect(faults('{')).toEqual([expect.stringContaining('is not JSON in UTF-8')]);
  });
});
