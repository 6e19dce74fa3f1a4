import { instantOf } from '../instants.ts';

/** The demo's history begins here (a Thursday) … */
export const demoStart = instantOf('2025-11-20T00:00:00Z');

/** … and is shown at this moment, a Friday morning, when nobody names another. */
export const demoNow = instantOf('2026-11-20T06:00:00Z');

/** Life goes on until here, without a story, for runs after `demoNow`. */
export const demoHorizon = instantOf('2027-02-28T00:00:00Z');

/** Moments of the story. */
export const moments = {
  controlRenamed: instantOf('2026-01-20'),
  recommendationRemoved: instantOf('2026-02-10'),
  exemptionsGranted: instantOf('2026-02-17T14:10:00Z'),
  campaignBegins: instantOf('2026-04-01T08:00:00Z'),
  recommendationAdded: instantOf('2026-04-14'),
  campaignEnds: instantOf('2026-05-27T16:00:00Z'),
  flipBegins: instantOf('2026-07-08T11:25:00Z'),
  flipEnds: instantOf('2026-07-12T09:40:00Z'),
  exemptionsExpire: instantOf('2026-09-30T22:00:00Z'),
  graceBegins: instantOf('2026-10-26T07:00:00Z'),
  deployment: instantOf('2026-11-16T09:35:00Z'),
} as const;
