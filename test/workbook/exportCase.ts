import { addDays } from '../../src/domain/calendar.ts';
import type { Row } from '../../src/emulator/index.ts';
import { aws, control, controlRow, graceRow, key, machine, scoreRow, stateRow, subscription } from './exportRows.ts';

/** For tests: five weeks of export, with all that tells two readings of it apart. Clocks go forward in Berlin on 29 March 2026. */
export const timeZone = 'Europe/Berlin';
export const firstDay = '2026-03-01';
export const reportMoment = '2026-04-07T06:00:00.000Z';

export interface ExportTables {
  readonly SecureScores: readonly Row[];
  readonly SecureScoreControls: readonly Row[];
  readonly SecurityRecommendation: readonly Row[];
}

const pay = { scope: subscription.pay };
const web = { scope: subscription.web };
const old = { scope: subscription.old };
const cloud = { scope: aws, environment: 'AWS' };
const at = (day: number, time: string): string => `${addDays(firstDay, day)}T${time}Z`;
const snapshot = { IsSnapshot: true };
/** Snapshots come on Sundays: days 0, 7, 14 … */
const weeks = [0, 7, 14, 21, 28, 35];

function scores(): readonly Row[] {
  const rows: Row[] = [];
  for (let day = 0; day < 37; day += 1) {
    // pay streams three times a day, the last of them after midnight in Berlin and before it in UTC
    rows.push(scoreRow(pay, at(day, '05:00:00'), 10 + (day % 4), 40, 100 + day), scoreRow(pay, at(day, '14:30:00'), 12 + (day % 3), 40, 101 + day), scoreRow(pay, at(day, '22:30:00'), 11 + (day % 5), 40, 102 + day));
    if (day % 3 === 0) rows.push(graceRow(pay, at(day, '14:30:00'), 15 + (day % 3), 40, 101 + day));
    // web misses days; its weight changes in week 3; its id changes case
    if (day % 5 === 1) rows.push(scoreRow(web, at(day, '08:00:00.123'), 20 + day / 4, 50, day < 20 ? 40 : 90, day % 2 === 0 ? { SecureScoresSubscriptionId: subscription.web.toUpperCase() } : {}));
    // the connector is hosted in web's subscription
    if (day % 4 === 2) rows.push(scoreRow(cloud, at(day, '09:00:00'), 6 + (day % 7), 12, 30, day % 8 === 2 ? { AssessedResourceId: `${aws.toUpperCase()}/providers/Microsoft.Security/secureScores/ascScore` } : {}));
  }
  for (const day of weeks) {
    rows.push(scoreRow(pay, at(day, '03:00:00'), 12, 40, 100 + day, snapshot), scoreRow(web, at(day, '03:00:00'), 21, 50, day < 20 ? 40 : 90, snapshot), scoreRow(cloud, at(day, '03:00:00'), 7, 12, 30, snapshot));
  }
  rows.push(scoreRow(old, at(1, '10:00:00'), 1, 10, 10)); // seen once
  rows.push(scoreRow(cloud, at(9, '10:00:00'), 1, 58, 5000, { AssessedResourceId: '' })); // of another cloud, and no connector named
  rows.push(scoreRow(web, at(16, '10:00:00'), 0, 0, 0)); // nothing assessed at that moment
  rows.push(...rows.filter((_, index) => index % 11 === 0)); // delivered twice
  return rows;
}

function controls(): readonly Row[] {
  const ports = { ControlName: 'Secure management ports', RecommendationResourceIds: [`/providers/Microsoft.Security/assessmentMetadata/${key.ports}`] };
  const rows: Row[] = [];
  for (const day of weeks) {
    const name = { ControlName: day < 14 ? 'Enable MFA' : 'Enable multifactor authentication', ...snapshot };
    for (const place of [pay, web, cloud]) rows.push(controlRow(place, at(day, '03:00:00'), control.mfa, [day % 10, 3], 10, name), controlRow(place, at(day, '03:00:00'), control.ports, [4, 4], 8, { ...ports, ...snapshot }));
    rows.push(controlRow(pay, at(day, '03:10:00'), control.mfa, [9, 1], 10, { AssessedResourceId: `/subscriptions/${subscription.pay}/providers/Microsoft.Security/secureScores/scoreGraceExcluded/secureScoreControls/${control.mfa}`, ...snapshot }));
  }
  for (let day = 2; day < 37; day += 3) rows.push(controlRow(pay, at(day, '14:30:00'), control.mfa, [day % 8, 4], 10, { ControlName: day < 14 ? 'Enable MFA' : 'Enable multifactor authentication' }));
  rows.push(controlRow(web, at(17, '11:00:00'), control.ports, [0, 0], 0, ports));
  return rows;
}

function states(): readonly Row[] {
  const rows: Row[] = [];
  const vm = (name: string): string => machine(subscription.pay, name);
  const bucket = `${aws}/securityentitydata/aws-s3-bucket-logs`;
  for (const day of weeks) {
    const weekly = (id: string, recommendation: string, state: string, since: string, changes: Row = {}): void => void rows.push(stateRow(id, at(day, day % 14 === 0 ? '23:10:00' : '03:00:00'), recommendation, state, since, { ...snapshot, ...changes }));
    weekly(vm('vm1'), key.ports, day < 9 ? 'Unhealthy' : 'Healthy', day < 9 ? '2026-01-10T00:00:00Z' : at(9, '13:00:00'));
    weekly(day % 14 === 0 ? vm('vm2') : vm('vm2').toUpperCase(), key.ports, 'Unhealthy', day < 34 ? '2026-02-02T00:00:00Z' : at(33, '20:00:00'));
    if (day > 32) weekly(vm('vm5'), key.mfa, 'Unhealthy', at(32, '10:00:00'));
    if (day < 21) weekly(vm('vm3'), key.mfa, 'Unhealthy', '2026-02-02T00:00:00Z'); // deleted before the fourth snapshot
    if (day > 10) weekly(vm('vm4'), key.mfa, 'Healthy', at(12, '10:00:00')); // never streamed
    weekly(bucket, key.s3, day < 20 ? 'Unhealthy' : 'NotApplicable', day < 20 ? '2026-02-03T00:00:00Z' : at(20, '10:00:00'), { Environment: 'AWS', ...(day < 20 ? {} : { Properties: { status: { code: 'NotApplicable', cause: 'Exempt' } } }) });
    weekly('N/A', key.ports, 'Unhealthy', '2026-02-04T00:00:00Z', { RecommendationLink: arcLink('arc1') });
    weekly('N/A', key.ports, 'Unhealthy', '2026-02-04T00:00:00Z', { RecommendationLink: arcLink('arc2') });
  }
  rows.push(stateRow(vm('vm1'), at(9, '13:05:00'), key.ports, 'Healthy', at(9, '13:00:00')));
  // two flips within one day, reported an hour late and after midnight
  rows.push(stateRow(vm('vm2'), at(33, '11:00:00'), key.ports, 'Healthy', at(33, '10:00:00')), stateRow(vm('vm2'), at(34, '00:20:00'), key.ports, 'Unhealthy', at(33, '20:00:00')));
  rows.push(stateRow(vm('vm5'), at(32, '11:00:00'), key.mfa, 'Unhealthy', at(32, '10:00:00'))); // a new machine
  rows.push(stateRow(bucket, at(20, '10:05:00'), key.s3, 'NotApplicable', at(20, '10:00:00'), { Environment: 'AWS', Properties: { status: { code: 'NotApplicable', cause: 'Exempt' } } }));
  return rows;
}

function arcLink(name: string): string {
  const id = `/subscriptions/${subscription.web}/resourceGroups/onprem/providers/Microsoft.HybridCompute/machines/${name}`;
  return `portal.azure.com/#blade/Microsoft_Azure_Security/RecommendationsBlade/assessmentKey/${key.ports}/resourceId/${encodeURIComponent(id)}`;
}

export function exportTables(): ExportTables {
  return { SecureScores: scores(), SecureScoreControls: controls(), SecurityRecommendation: states() };
}
