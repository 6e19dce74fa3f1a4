/** What may be wrong with a Dockerfile, after hadolint's rules, as far as this project cares. */

interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** Instructions with continued lines joined and comments left out. */
export function instructions(source: string): readonly Instruction[] {
  const lines = source.split('\n').filter((line) => !/^\s*#/.test(line)).join('\n').replaceAll(/\\\n\s*/g, '').split('\n');
  return lines.filter((line) => line.trim() !== '').map((line) => {
    const [, name = '', rest = ''] = /^\s*(\w+)\s*(.*)$/.exec(line) ?? [];
    return { name: name.toUpperCase(), rest: rest.trim() };
  });
}

export function dockerfileProblems(source: string): readonly string[] {
  const all = instructions(source);
  const last = all.slice(all.findLastIndex(({ name }) => name === 'FROM'));
  return [...baseProblems(all), ...all.flatMap(lineProblems), ...finalProblems(last)];
}

function baseProblems(all: readonly Instruction[]): readonly string[] {
  const values = new Map(all.filter(({ name }) => name === 'ARG').map(({ rest }) => [rest.split('=')[0] ?? '', rest.split('=')[1] ?? '']));
  const stages: string[] = [];
  return all.filter(({ name }) => name === 'FROM').flatMap(({ rest }) => {
    const [image = '', , stage = ''] = rest.replace(/^--platform=\S+\s+/, '').split(/\s+/);
    const resolved = image.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => values.get(name) ?? '');
    const ownStage = stages.includes(resolved);
    stages.push(stage);
    return ownStage || (/[:@][\w.:-]+$/.test(resolved) && !resolved.endsWith(':latest')) ? [] : [`FROM ${resolved} has no pinned tag`];
  });
}

function lineProblems({ name, rest }: Instruction): readonly string[] {
  const apt = name === 'RUN' && rest.includes('apt-get install');
  return [
    ...(name === 'ADD' ? ['ADD: use COPY'] : []),
    ...(name === 'COPY' && /^(?:--\S+\s+)*\.\/?\s/.test(rest) ? ['COPY of the whole context'] : []),
    ...(apt && !rest.includes('--no-install-recommends') ? ['apt-get installs recommended packages'] : []),
    ...(apt && !rest.includes('rm -rf /var/lib/apt/lists/*') ? ['apt lists stay in the layer'] : []),
    ...(apt && !rest.includes('apt-get update') ? ['apt-get install without update in the same layer'] : []),
    ...(name === 'RUN' && /\b(?:curl|wget)\b|https?:\/\//.test(rest) ? ['RUN fetches an address'] : []),
    ...(name === 'RUN' && /\bsudo\b/.test(rest) ? ['RUN uses sudo'] : []),
    ...(['ENV', 'ARG'].includes(name) && /(?:SECRET|PASSWORD|TOKEN|_KEY|CREDENTIAL)\w*\s*=?/i.test(rest) ? [`${name} names a secret`] : []),
    ...(['ENTRYPOINT', 'CMD'].includes(name) && !isExecForm(rest) ? [`${name} is not in exec form`] : []),
  ];
}

function isExecForm(rest: string): boolean {
  try {
    return Array.isArray(JSON.parse(rest));
  } catch {
    return false;
  }
}

function finalProblems(last: readonly Instruction[]): readonly string[] {
  const of = (name: string): string | undefined => last.findLast((instruction) => instruction.name === name)?.rest;
  return [
    ...(/^[1-9]\d*(?::[1-9]\d*)?$/.test(of('USER') ?? '') ? [] : ['the last USER is not a number other than root']),
    ...(of('ENTRYPOINT') === undefined ? ['no ENTRYPOINT'] : []),
    ...(of('HEALTHCHECK') === 'NONE' ? [] : ['a job needs HEALTHCHECK NONE']),
    ...(last.findLastIndex(({ name }) => name === 'RUN') > last.findLastIndex(({ name }) => name === 'USER') ? ['RUN after USER'] : []),
  ];
}
