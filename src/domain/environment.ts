/** The documented spelling of every environment that Defender for Cloud knows; names are compared without case. */
export const knownEnvironments = ['Azure', 'AWS', 'GCP', 'AzureDevOps', 'GitHub', 'GitLab', 'DockerHub', 'JFrog'] as const;

/** An environment name; an open set, since Microsoft adds environments. */
export type Environment = string;

const spelling = new Map<string, Environment>(knownEnvironments.map((name) => [name.toLowerCase(), name]));

/** The documented spelling (`Github` → `GitHub`); a name we do not know is kept as it came. */
export function environmentName(name: string): Environment {
  return spelling.get(name.toLowerCase()) ?? name;
}

/** How an environment is written in text for people (`AzureDevOps` → `Azure DevOps`). */
export function environmentLabel(environment: Environment): string {
  const labels: Readonly<Record<string, string>> = { AzureDevOps: 'Azure DevOps', DockerHub: 'Docker Hub' };
  return Object.hasOwn(labels, environment) ? (labels[environment] ?? environment) : environment;
}
