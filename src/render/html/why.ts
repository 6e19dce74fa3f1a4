import type { Format } from '../../domain/format.ts';
import type { AccountDetail, AccountPart } from '../../domain/reportPanels.ts';
import { changeView, dueView, environmentView, known, plainChange, type Page } from './view.ts';
import { planWords, riskWords, ticketWords } from './circumstances.ts';
import { scopeWords } from './summary.ts';
import { serviceWord, serviceWordOr } from '../../domain/serviceWords.ts';

/** Places named for each cause, and resources for each place. */
const placesShown = 3;
const resourcesShown = 2;

/** The account of the change, cause by cause, with the places where it happened. */
export function accountView(page: Page): object {
  const { model, format } = page;
  const { account } = model;
  const rows = account === null ? [] : account.parts.map((part) => ({
    cause: format.text(`cause.${part.cause}`),
    view: plainChange(part.shown / 100, format),
    resources: part.resources,
    ...placesOf(part, page),
  }));
  return {
    finding: page.charts.figures.get('account')?.title ?? '',
    rows,
    since: account?.since ?? null,
    from: account?.from ?? null,
    to: account?.to ?? null,
    total: account === null ? plainChange(null, format) : { ...changeView(model.headline.sinceLastReport, format), hint: '', change: (account.shownTo - account.shownFrom) / 100, known: true, ...toneWords(account.shownTo - account.shownFrom, format) },
    missing: { what: format.text('account.none'), advice: format.text('account.noneAdvice') },
  };
}

/** The places whose share shows as more than ±0.0 pp, and the number of the others. */
function placesOf({ details, detailTotal }: AccountPart, page: Page) {
  const { format } = page;
  const places = details.filter((detail) => Math.abs(detail.change) >= 0.0005).slice(0, placesShown).map((detail) => place(detail, page));
  const others = detailTotal - places.length;
  if (others === 0) return { places, more: '' };
  return { places, more: places.length === 0 ? format.text('account.smallPlaces', { count: others, limit: format.points(0.05) }) : format.text('account.morePlaces', { count: others }) };
}

function toneWords(pp: number, format: Format) {
  const { tone, arrow } = plainChange(pp / 100, format);
  return { tone, arrow };
}

function place(detail: AccountDetail, { format }: Page) {
  const [first] = detail.recommendations;
  const parts = [format.pp(detail.change), detail.resources === 0 ? '' : format.text('count.resources', { count: detail.resources }), first === undefined ? '' : first.name];
  return { where: detail.controlName === null ? detail.scopeName : `${detail.scopeName}, ${detail.controlName}`, words: parts.filter((part) => part !== '').join(' · '), ...changedWords(detail, format) };
}

/** `vm-pay-edge-01: new → unhealthy, vm-pay-edge-02: …; and 9 more`. */
function changedWords({ changed, resources }: AccountDetail, format: Format) {
  const standing = (value: 'healthy' | 'unhealthy' | null): string => format.text(`standing.${value ?? 'none'}`);
  const shown = changed.slice(0, resourcesShown);
  return {
    changed: shown.map(({ resourceId, from, to }) => ({ resourceId, name: resourceId.split('/').at(-1) ?? resourceId, words: `${standing(from)} → ${standing(to)}` })),
    others: resources <= shown.length ? '' : format.text('account.moreResources', { count: resources - shown.length }),
  };
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
    severity: serviceWord('severity', step.severity, format),
    risk: riskWords(step.risk, format),
    plan: planWords(step.planNeed, format),
    tickets: ticketWords(step.tickets, format),
    portal: step.portalUrl,
    effort: serviceWordOr('effort', step.implementationEffort, format.text('given.no'), format),
    owner: known(step.owner, format.text('owner.none')),
    due: dueView(step.dueAt, page),
    resources: step.resources,
    gain: step.gain,
    cumulative: step.cumulative,
  }));
  return {
    finding: plan === null || rows.length === 0 ? '' : format.text('actions.allFinding', { count: rows.length, gain: format.pp(plan.gain).replace('+', '') }),
    bound: plan === null ? '' : format.text('actions.bound', { gain: format.pp(plan.bound).replace('+', '') }),
    rows,
    missing: { what: format.text('actions.none'), advice: format.text('actions.noneAdvice') },
  };
}
