import type { AccountDetail, AccountPart } from '../../domain/reportPanels.ts';
import { changeView, counted, dueView, environmentView, known, plainChange, type Page } from './view.ts';
import { causeNames } from '../../domain/causeNames.ts';
import { scopeWords } from './summary.ts';

/** Places named for each cause. */
const placesShown = 3;

/** The account of the change, cause by cause, with the places where it happened. */
export function accountView(page: Page): object {
  const { model, format } = page;
  const { account } = model;
  const rows = account === null ? [] : account.parts.map((part) => ({
    cause: causeNames[part.cause],
    view: plainChange(part.shown / 100),
    resources: part.resources,
    ...placesOf(part, page),
  }));
  return {
    finding: page.charts.figures.get('account')?.title ?? '',
    rows,
    since: account?.since ?? null,
    from: account?.from ?? null,
    to: account?.to ?? null,
    total: account === null ? plainChange(null) : { ...changeView(model.headline.sinceLastReport, format), hint: '', change: (account.shownTo - account.shownFrom) / 100, known: true, ...toneWords(account.shownTo - account.shownFrom) },
    missing: { what: 'There is no earlier run that this one can be compared with.', advice: 'The account appears once there is a run at least a reporting period older.' },
  };
}

/** The places whose share shows as more than ±0.0 pp, and the number of the others. */
function placesOf({ details, detailTotal }: AccountPart, page: Page) {
  const { format } = page;
  const places = details.filter((detail) => Math.abs(detail.change) >= 0.0005).slice(0, placesShown).map((detail) => place(detail, page));
  const others = detailTotal - places.length;
  if (others === 0) return { places, more: '' };
  return { places, more: places.length === 0 ? `${counted(others, 'place', format)}, each less than 0.05\u00a0pp` : `and ${counted(others, 'more place', format)}` };
}

function toneWords(pp: number) {
  const { tone, arrow } = plainChange(pp / 100);
  return { tone, arrow };
}

function place(detail: AccountDetail, { format }: Page) {
  const [first] = detail.recommendations;
  const parts = [format.pp(detail.change), detail.resources === 0 ? '' : counted(detail.resources, 'resource', format), first === undefined ? '' : first.name];
  return { where: detail.controlName === null ? detail.scopeName : `${detail.scopeName}, ${detail.controlName}`, words: parts.filter((part) => part !== '').join(' · ') };
}

/** All next best actions. */
export function actionsView(page: Page): object {
  const { model, format } = page;
  const { plan } = model;
  const rows = (plan?.steps ?? []).map((step, index) => ({
    number: index + 1,
    names: step.names,
    where: scopeWords(step.scopes, page),
    environment: environmentView(step.environment),
    severity: step.severity,
    effort: known(step.implementationEffort, 'not given'),
    owner: known(step.owner, 'no owner'),
    due: dueView(step.dueAt, page),
    resources: step.resources,
    gain: step.gain,
    cumulative: step.cumulative,
  }));
  return {
    finding: plan === null || rows.length === 0 ? '' : `All ${format.count(rows.length)} actions together add ${format.pp(plan.gain).replace('+', '')}`,
    bound: plan === null ? '' : `No choice of as many recommendations can add more than ${format.pp(plan.bound).replace('+', '')}.`,
    rows,
    missing: { what: 'No actions could be ranked.', advice: 'Ranking needs the state of every resource; controls by potential increase stand below.' },
  };
}
