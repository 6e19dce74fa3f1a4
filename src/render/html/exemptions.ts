import type { Exemption } from '../../domain/exemptions.ts';
import { shownChange } from '../../domain/reportFigures.ts';
import { counted, firstOf, known, type Page } from './view.ts';

/** Rows on the page; report.json holds all. */
const rowsShown = 25;

const statusWords: Readonly<Record<Exemption['status'], string>> = { expired: 'Expired, still in force', unjustified: 'No reason given', endsSoon: 'Ends soon', active: 'In force' };

/** The score with and without exemptions, and those that need a look first. */
export function exemptionsView(page: Page): object {
  const { format, model: { exemptions } } = page;
  if (exemptions === null) throw new Error('there are no exemptions to show');
  const shown = exemptions.rows.slice(0, rowsShown);
  return {
    finding: findingOf(page),
    accepted: exemptions.accepted,
    raw: exemptions.raw,
    words: `${counted(exemptions.assessments, 'assessment is', format, 'assessments are')} exempt, ${format.count(exemptions.counting)} of them of recommendations that count in the score.`,
    more: firstOf(shown.length, exemptions.rows.length, page, 'exemptions', 'exemptions'),
    rows: shown.map((row) => ({
      name: row.name, scope: row.scopeName, resources: row.resources,
      reason: known(row.reason, 'none'), hasReason: row.reason !== null,
      category: row.category === null ? '' : row.category === 'waiver' ? 'Waiver' : 'Mitigated',
      expires: { known: row.expiresOn !== null, text: row.expiresOn === null ? 'no date' : format.day(row.expiresOn), overdue: false },
      status: statusWords[row.status], bad: row.status === 'expired' || row.status === 'unjustified',
    })),
    missing: { what: 'Nothing is exempt.', advice: 'The score is what the recommendations make of it.' },
  };
}

function findingOf({ format, model: { exemptions } }: Page): string {
  if (exemptions === null || exemptions.rows.length === 0) return '';
  const contribution = `Exemptions lift the score by ${format.pp(shownChange(exemptions.raw, exemptions.accepted)).replace('+', '')}`;
  const look = exemptions.rows.filter(({ status }) => status === 'expired' || status === 'unjustified').length;
  return look === 0 ? contribution : `${contribution}; ${counted(look, 'needs', format, 'need')} a look`;
}
