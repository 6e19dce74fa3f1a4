/** Short names of the controls inside the simulation. */
export type ControlSlug =
  | 'mfa' | 'ports' | 'updates' | 'vulnerabilities' | 'configuration' | 'access' | 'atRest' | 'inTransit' | 'network'
  | 'applications' | 'ddos' | 'endpoint' | 'auditing' | 'enhanced' | 'practices';

/** A security control of the catalogue. */
export interface Control {
  readonly slug: ControlSlug;
  readonly id: string;
  readonly displayName: string;
  /** Highest score in points; 0 for the two controls that never count. */
  readonly max: number;
  /** An earlier display name, and the day (YYYY-MM-DD) on which it ended. */
  readonly former?: { readonly displayName: string; readonly until: string };
  /** Why it matters, one sentence. */
  readonly rationale: string;
  /** What to do, one sentence. */
  readonly remedy: string;
}

/** The 15 controls of the classic score in 2026: names and maxima as documented, ids as recorded. */
export const controls: readonly Control[] = [
  {
    slug: 'mfa', id: '34a42fb3-e6db-409c-b56b-7b1db6b8aee0', displayName: 'Enable MFA', max: 10,
    rationale: 'A password alone does not keep an attacker out of accounts that can change your resources.',
    remedy: 'Require a second factor for the listed accounts with a Conditional Access policy.',
  },
  {
    slug: 'ports', id: '52901099-235c-4971-b9d5-a33fca3a936e', displayName: 'Secure management ports', max: 8,
    rationale: 'Open RDP, SSH and WinRM ports are the first thing that brute-force attacks look for.',
    remedy: 'Close the ports, restrict their source addresses, or open them just in time.',
  },
  {
    slug: 'updates', id: '61702b76-1fab-41f2-bcbc-50b7870dcf38', displayName: 'Apply system updates', max: 6,
    rationale: 'Known flaws stay exploitable for as long as the update that mends them is missing.',
    remedy: 'Install the listed updates, and restart where one is pending.',
  },
  {
    slug: 'vulnerabilities', id: '05daab2e-f074-4601-ac10-aadf5c9c50f6', displayName: 'Remediate vulnerabilities', max: 6,
    rationale: 'Scanners found weaknesses in the software on these resources, or no scanner is there to look.',
    remedy: 'Update or replace the vulnerable components, starting with the highest severity.',
  },
  {
    slug: 'configuration', id: '99fc8df2-e0f5-40f8-9415-a7f7ca948b5a', displayName: 'Remediate security configurations', max: 4,
    rationale: 'Settings that differ from the security baseline widen what an attacker can reach.',
    remedy: 'Compare the resource with the baseline and correct the settings that fail.',
  },
  {
    slug: 'access', id: '2d85f639-0bea-4a4a-b6c6-608952a1414a', displayName: 'Manage access and permissions', max: 4,
    rationale: 'Accounts with more rights than their work needs turn one stolen credential into many.',
    remedy: 'Remove the accounts and permissions listed, and grant what remains for a limited time.',
  },
  {
    slug: 'atRest', id: '8fd574ec-43cf-426e-a439-a67cbaf2d564', displayName: 'Enable encryption at rest', max: 4,
    rationale: 'Stored content can be read by whoever gets hold of the medium or a copy of it.',
    remedy: 'Switch on encryption for the resource and check who holds its keys.',
  },
  {
    slug: 'inTransit', id: '0e55495e-034f-4abc-8293-767229250176', displayName: 'Encrypt data in transit', max: 4,
    rationale: 'Traffic that is not encrypted can be read and altered on its way.',
    remedy: 'Accept encrypted connections only, and redirect or refuse the others.',
  },
  {
    slug: 'network', id: 'f9d5432b-8f7b-45e9-b90c-e214a30f6a02', displayName: 'Restrict unauthorized network access', max: 4,
    rationale: 'Endpoints that the whole internet can reach are found and tried within minutes.',
    remedy: 'Allow only the networks that need the endpoint, or use a private one.',
  },
  {
    slug: 'applications', id: 'a000c66f-6da2-4f9d-826d-2364347d2588', displayName: 'Apply adaptive application control', max: 3,
    rationale: 'Malware needs to run: a list of known-safe applications makes the rest stand out.',
    remedy: 'Review the proposed list of safe applications and switch the control on.',
  },
  {
    slug: 'ddos', id: 'a9909064-42b4-4d34-8143-275477afe18b', displayName: 'Protect applications against DDoS attacks', max: 2,
    former: { displayName: 'Protect your applications with Azure advanced networking solutions', until: '2026-01-20' },
    rationale: 'A flood of requests takes a public service down without breaking into it.',
    remedy: 'Attach a DDoS protection plan to the virtual networks with public addresses.',
  },
  {
    slug: 'endpoint', id: '12136bd9-dc24-44f2-9587-7be3af6aac14', displayName: 'Enable endpoint protection', max: 2,
    rationale: 'Without endpoint protection, malware on a machine is neither seen nor stopped.',
    remedy: 'Install the endpoint protection agent and resolve the health issues that it reports.',
  },
  {
    slug: 'auditing', id: '27b24961-75ba-4fe4-8909-97286d5dd5ee', displayName: 'Enable auditing and logging', max: 1,
    rationale: 'What was not logged cannot be investigated afterwards.',
    remedy: 'Send the resource logs to a workspace and keep them for at least a year.',
  },
  {
    slug: 'enhanced', id: '4db8d6cf-075b-4149-a813-da09ca2ae120', displayName: 'Enable enhanced security features', max: 0,
    rationale: 'Threat protection plans see attacks that posture checks cannot.',
    remedy: 'Switch the plan on in the environment settings of the subscription.',
  },
  {
    slug: 'practices', id: '76763537-9feb-42d3-b4f4-78c01117be80', displayName: 'Implement security best practices', max: 0,
    rationale: 'Good practice that does not change the score, but does change the risk.',
    remedy: 'Follow the linked guidance for this kind of resource.',
  },
];
