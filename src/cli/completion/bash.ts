import type { CommandOutline, FlagOutline } from './outline.ts';

/** Completion for bash 4 and later. The part after the last comma is completed too, for flags that take lists. */
export function bashCompletion(outline: readonly CommandOutline[]): string {
  const paths = outline.filter(({ words }) => words !== '').map(({ words }) => words);
  return `# bash completion for secure-score; made by "secure-score completion bash"
_secure_score() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" command='' index head=''
  # "--flag=value" comes as three words.
  if [[ $cur == '=' ]]; then cur=''; elif [[ $prev == '=' && $COMP_CWORD -ge 2 ]]; then prev="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "\${command:+$command }\${COMP_WORDS[index]}" in
      ${paths.map(pattern).join(' | ')}) command="\${command:+$command }\${COMP_WORDS[index]}" ;;
    esac
  done
  COMPREPLY=()
  if [[ $cur == *,* ]]; then head="\${cur%,*},"; fi
  case "$command $prev" in
${valueCases(outline)}
  esac
  case "$command" in
${outline.map((command) => `    ${pattern(command.words)}) COMPREPLY=($(compgen -W ${quoted(offered(command))} -- "$cur")) ;;`).join('\n')}
  esac
}
complete -F _secure_score secure-score
`;
}

function valueCases(outline: readonly CommandOutline[]): string {
  const cases = outline.flatMap(({ words, flags }) => flags.flatMap((flag) => {
    const reply = replyFor(flag);
    return reply === null ? [] : [`    ${pattern(`${words} ${flag.name}`)}) ${reply}; return ;;`];
  }));
  return cases.join('\n');
}

function replyFor({ value }: FlagOutline): string | null {
  switch (value.kind) {
    case 'none': return null;
    case 'file': return 'COMPREPLY=($(compgen -f -- "$cur")); compopt -o filenames 2>/dev/null';
    case 'folder': return 'COMPREPLY=($(compgen -d -- "$cur")); compopt -o filenames 2>/dev/null';
    case 'words': return value.list ? `COMPREPLY=($(compgen -P "$head" -W ${quoted(value.words)} -- "\${cur##*,}"))` : `COMPREPLY=($(compgen -W ${quoted(value.words)} -- "$cur"))`;
    case 'text': return ':';
  }
}

function offered({ subcommands, flags, arguments: words }: CommandOutline): readonly string[] {
  return [...subcommands.map(({ name }) => name), ...words, ...flags.map(({ name }) => name)];
}

function pattern(words: string): string {
  return `'${words}'`;
}

function quoted(words: readonly string[]): string {
  return `'${words.join(' ').replaceAll("'", String.raw`'\''`)}'`;
}
