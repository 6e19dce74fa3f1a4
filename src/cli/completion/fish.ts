import type { CommandOutline, FlagOutline } from './outline.ts';

/** Completion for fish; a file named secure-score.fish in its folder of completions. */
export function fishCompletion(outline: readonly CommandOutline[]): string {
  const paths = outline.filter(({ words }) => words !== '').map(({ words }) => quote(words));
  return `# fish completion for secure-score; made by "secure-score completion fish"
function __secure_score_command
    set -l command ''
    for word in (commandline -opc)[2..-1]
        set -l longer (string trim -- "$command $word")
        if contains -- "$longer" ${paths.join(' ')}
            set command "$longer"
        end
    end
    echo "$command"
end
complete -c secure-score -f
${outline.flatMap(linesOf).join('\n')}
`;
}

function linesOf({ words, subcommands, flags, arguments: names }: CommandOutline): readonly string[] {
  const here = `complete -c secure-score -n ${quote(`test "$(__secure_score_command)" = ${quote(words)}`)}`;
  return [
    ...subcommands.map(({ name, description }) => `${here} -a ${quote(name)} -d ${quote(description)}`),
    ...names.map((name) => `${here} -a ${quote(name)}`),
    ...flags.map((flag) => `${here} -l ${flag.name.replace(/^--/, '')} -d ${quote(flag.description)}${valueOf(flag)}`),
  ];
}

function valueOf({ value }: FlagOutline): string {
  switch (value.kind) {
    case 'none': return '';
    case 'file': return ' -r -F';
    case 'folder': return ` -x -a ${quote('(__fish_complete_directories)')}`;
    case 'words': return ` -x -a ${quote(value.words.join(' '))}`;
    case 'text': return ' -x';
  }
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
}
