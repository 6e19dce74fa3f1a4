import type { CommandOutline, FlagOutline } from './outline.ts';

/** Completion for zsh; a file named _secure-score in a folder of fpath. */
export function zshCompletion(outline: readonly CommandOutline[]): string {
  const paths = outline.filter(({ words }) => words !== '').map(({ words }) => quote(words));
  return `#compdef secure-score
# zsh completion for secure-score; made by "secure-score completion zsh"
_secure-score() {
  local command='' previous="\${words[CURRENT-1]}" index
  local -a offered flags
  for ((index = 2; index < CURRENT; index++)); do
    case "\${command:+$command }\${words[index]}" in
      (${paths.join('|')}) command="\${command:+$command }\${words[index]}" ;;
    esac
  done
  case "$command $previous" in
${outline.flatMap(({ words, flags }) => flags.flatMap((flag) => valueCase(words, flag))).join('\n')}
  esac
  case "$command" in
${outline.map(commandCase).join('\n')}
  esac
  (( \${#offered} )) && _describe -t commands command offered
  _describe -o -t options option flags
}
# Loaded by name it completes at once; sourced it is registered.
if [[ "\${funcstack[1]-}" == _secure-score ]]; then _secure-score "$@"; else compdef _secure-score secure-score; fi
`;
}

function commandCase({ words, subcommands, flags, arguments: names }: CommandOutline): string {
  const offered = [...subcommands.map(({ name, description }) => described(name, description)), ...names.map((name) => quote(name))];
  return `    (${quote(words)}) offered=(${offered.join(' ')}); flags=(${flags.map(({ name, description }) => described(name, description)).join(' ')}) ;;`;
}

function valueCase(words: string, { name, value }: FlagOutline): readonly string[] {
  const by = { file: '_files', folder: '_files -/', text: '_message value' } as const;
  if (value.kind === 'none') return [];
  const action = value.kind === 'words' ? `_values ${value.list ? '-s , ' : ''}value ${value.words.map(quote).join(' ')}` : by[value.kind];
  return [`    (${quote(`${words} ${name}`)}) ${action}; return ;;`];
}

function described(name: string, description: string): string {
  return quote(`${name.replaceAll(':', String.raw`\:`)}:${description}`);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
