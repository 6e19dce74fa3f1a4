import type { CommandOutline } from './outline.ts';

/** Completion for PowerShell 5 and later; for a profile. */
export function powershellCompletion(outline: readonly CommandOutline[]): string {
  const table = outline.map(({ words, subcommands, flags, arguments: names }) => `        ${quote(words)} = @(${[...subcommands.map(({ name }) => name), ...names, ...flags.map(({ name }) => name)].map(quote).join(', ')})`);
  const values = outline.flatMap(({ words, flags }) => flags.flatMap(({ name, value }) => (value.kind === 'none' ? [] : [`        ${quote(`${words} ${name}`)} = @(${value.kind === 'words' ? value.words.map(quote).join(', ') : ''})`])));
  return `# PowerShell completion for secure-score; made by "secure-score completion powershell"
Register-ArgumentCompleter -Native -CommandName secure-score -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $offered = @{
${table.join('\n')}
    }
    $values = @{
${values.join('\n')}
    }
    $words = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | Select-Object -Skip 1 | ForEach-Object { "$_" })
    $command = ''
    foreach ($word in $words) {
        $longer = "$command $word".Trim()
        if ($offered.ContainsKey($longer)) { $command = $longer }
    }
    $previous = if ($words.Count -gt 0) { $words[-1] } else { '' }
    $choices = if ($values.ContainsKey("$command $previous")) { $values["$command $previous"] } else { $offered[$command] }
    $choices | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
}
`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
