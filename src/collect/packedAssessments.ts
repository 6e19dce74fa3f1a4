import type { Assessment } from '../domain/snapshot.ts';
import { packNames, packTexts, packTimes, type Names, type Texts } from './packedColumns.ts';

/** Assessments as they are decoded, packed into columns: a first run has up to 200,000, and as objects they take several times the room. */
export interface PackedAssessments {
  /** The assessment's place, from 0. Its moments must be as `toISOString` writes them. */
  add(assessment: Assessment): number;
  /** A new object each time. */
  at(place: number): Assessment;
}

/** Assessments packed together. */
const pageSize = 1_000;

interface Page {
  readonly scopeId: Names;
  readonly key: Names;
  readonly state: Names;
  readonly cause: Names;
  readonly reason: Names;
  /** Of links those without what the row has anyway are few. */
  readonly link: Names;
  /** The resource's id as its link spells it, behind the scope's where it begins with that; in lower case it is the assessment's. */
  readonly resource: Texts;
  readonly resourceName: Texts;
  readonly changedAt: Names;
  readonly firstEvaluatedAt: Names;
}

/** Nothing in it yet. */
export function createPackedAssessments(): PackedAssessments {
  const pages: Page[] = [];
  let open: Assessment[] = [];
  return {
    add: (assessment) => {
      const place = pages.length * pageSize + open.length;
      open.push(assessment);
      if (open.length === pageSize) {
        pages.push(packPage(open));
        open = [];
      }
      return place;
    },
    at: (place) => {
      const page = pages[Math.floor(place / pageSize)];
      const assessment = page === undefined ? open[place - pages.length * pageSize] : unpack(page, place % pageSize);
      if (assessment === undefined) throw new RangeError(`no assessment at ${place}`);
      return assessment;
    },
  };
}

function packPage(rows: readonly Assessment[]): Page {
  const links = rows.map(linkOf);
  return {
    scopeId: packNames(rows.map(({ scopeId }) => scopeId)),
    key: packNames(rows.map(({ key }) => key)),
    state: packNames(rows.map(({ state }) => state)),
    cause: packNames(rows.map(({ cause }) => cause)),
    reason: packNames(rows.map(({ reason }) => reason)),
    link: packNames(links.map(({ link }) => link)),
    resource: packTexts(links.map(({ resource }, row) => behindScope(resource, rows[row]?.scopeId ?? ''))),
    resourceName: packTexts(rows.map(({ resourceName }) => resourceName)),
    changedAt: packTimes(rows.map(({ changedAt }) => changedAt)),
    firstEvaluatedAt: packTimes(rows.map(({ firstEvaluatedAt }) => firstEvaluatedAt)),
  };
}

function unpack(page: Page, row: number): Assessment {
  const scopeId = page.scopeId(row) ?? '';
  const resource = wholeOf(page.resource(row), scopeId);
  const key = page.key(row) ?? '';
  const link = page.link(row);
  return {
    scopeId, key, resourceId: resource.toLowerCase(), resourceName: page.resourceName(row), state: page.state(row) ?? '',
    cause: page.cause(row), reason: page.reason(row), changedAt: page.changedAt(row), firstEvaluatedAt: page.firstEvaluatedAt(row),
    portalUrl: link === null ? null : link.replaceAll(keyMark, () => key).replaceAll(resourceMark, () => encodeURIComponent(resource)),
  };
}

/** First sign of an id that goes on behind its scope's, and of any other. */
const behind = '>';
const whole = '=';

function behindScope(resource: string, scopeId: string): string {
  return resource.startsWith(scopeId) ? `${behind}${resource.slice(scopeId.length)}` : `${whole}${resource}`;
}

function wholeOf(packed: string, scopeId: string): string {
  return packed.startsWith(behind) ? `${scopeId}${packed.slice(1)}` : packed.slice(1);
}

/** Stand for what a link shares with its row; links hold no such characters (`portalUrlOf`). */
const keyMark = '\u0000';
const resourceMark = '\u0001';

/** A link is little more than the ids of its recommendation and its resource, the latter as somebody once spelled it. */
function linkOf({ key, resourceId, portalUrl }: Assessment): { readonly link: string | null; readonly resource: string } {
  if (portalUrl === null || resourceId === '' || !resourceId.isWellFormed()) return { link: portalUrl, resource: resourceId };
  const encoded = encodeURIComponent(resourceId);
  const start = portalUrl.toLowerCase().indexOf(encoded.toLowerCase());
  const spelled = start < 0 ? null : decoded(portalUrl.slice(start, start + encoded.length));
  // Only what comes back the same, letter by letter, is taken out.
  if (spelled === null || spelled.toLowerCase() !== resourceId) return { link: portalUrl, resource: resourceId };
  return { link: portalUrl.replaceAll(encodeURIComponent(spelled), resourceMark).replaceAll(key, keyMark), resource: spelled };
}

function decoded(text: string): string | null {
  try {
    const plain = decodeURIComponent(text);
    return encodeURIComponent(plain) === text ? plain : null;
  } catch {
    return null;
  }
}
