/** One event of the demo's year. */
export interface StoryEvent {
  /** Calendar day (UTC) on which it shows. */
  readonly date: string;
  readonly kind: 'catalogue' | 'exemption' | 'scope' | 'campaign' | 'flip' | 'governance' | 'regression';
  /** What happened, one sentence. */
  readonly text: string;
}

/** What happens in the demo tenant between 2025-11-20 and 2026-11-20, for the documentation and for tests. */
export const demoStory: readonly StoryEvent[] = [
  { date: '2026-01-20', kind: 'catalogue', text: 'The control “Protect your applications with Azure advanced networking solutions” is renamed “Protect applications against DDoS attacks”; its id stays.' },
  { date: '2026-02-10', kind: 'catalogue', text: '“Monitoring agent health issues should be resolved on your machines” leaves the catalogue, and with it four controls.' },
  { date: '2026-02-17', kind: 'exemption', text: 'Disk encryption is waived for the SAP machines, DDoS protection marked as mitigated for the shop; the function apps of data-analytics get a waiver until the end of September.' },
  { date: '2026-03-02', kind: 'governance', text: 'Payments gets a governance rule without grace: high and medium severity is due within 14 days.' },
  { date: '2026-03-09', kind: 'scope', text: 'The subscription online-loyalty joins.' },
  { date: '2026-04-01', kind: 'campaign', text: 'A remediation campaign of eight weeks begins: MFA and encryption in transit for the payment teams, updates, ports and disks on the machines that matter.' },
  { date: '2026-04-14', kind: 'catalogue', text: '“Virtual networks should be protected by Azure Firewall” is added to the catalogue.' },
  { date: '2026-04-22', kind: 'campaign', text: 'MFA is required of everybody in pay-prod.' },
  { date: '2026-05-12', kind: 'campaign', text: 'MFA is required of everybody in pay-stage.' },
  { date: '2026-05-27', kind: 'campaign', text: 'The campaign ends.' },
  { date: '2026-06-30', kind: 'catalogue', text: 'AWS and GCP recommendations begin to count: maxima and weights of the connectors jump, and the overall score steps.' },
  { date: '2026-07-08', kind: 'flip', text: 'A template switches HTTPS-only off for the web apps of online-shop-prod.' },
  { date: '2026-07-12', kind: 'flip', text: 'HTTPS-only is switched on again.' },
  { date: '2026-08-10', kind: 'scope', text: 'The subscription legacy-warehouse is disabled.' },
  { date: '2026-08-24', kind: 'scope', text: 'legacy-warehouse is gone.' },
  { date: '2026-09-30', kind: 'exemption', text: 'The waiver of data-analytics expires and nobody renews it.' },
  { date: '2026-10-26', kind: 'governance', text: 'Governance rules with a grace period of 45 days give owners to high-severity recommendations of corp-erp-prod and online-shop-prod.' },
  { date: '2026-11-16', kind: 'regression', text: 'A deployment to pay-prod from an old template brings 12 machines and 22 storage accounts with insecure settings.' },
];
