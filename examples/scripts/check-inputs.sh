#!/usr/bin/env bash
# The inputs of action.yml, each checked before anything is done with it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=common.sh
. "$here/common.sh"

# name, value, what it must match, in words
must() {
  [[ $2 =~ $3 ]] || fail "input $1 must be $4, not: $2" 2
}

path='^[A-Za-z0-9_.][A-Za-z0-9_./ -]*$'
must config "${CONFIG:-}" "$path" 'a path below the workspace'
must out "${OUT:-}" "$path" 'a path below the workspace'
case "/$CONFIG/$OUT/" in */../*) fail 'inputs config and out must not leave the workspace' 2 ;; esac
must command "${COMMAND:-}" '^(run|collect|render|check)$' 'run, collect, render or check'
must node-version "${NODE_VERSION:-}" '^(22\.(1[7-9]|[2-9][0-9])(\.[0-9]+)?|2[3-9](\.[0-9]+){0,2}|[3-9][0-9](\.[0-9]+){0,2})$' 'a Node version, at least 22.17'
must attempts "${ATTEMPTS:-}" '^[1-5]$' '1 to 5'
must fail-on "${FAIL_ON:-}" '^(none|[345]( [345])*)$' 'none, or some of 3 4 5 with spaces between'
must max-days "${MAX_DAYS:-}" '^[1-9][0-9]{0,2}$' '1 to 999'
if [ -n "${HISTORY_BRANCH:-}" ]; then must history-branch "$HISTORY_BRANCH" '^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$' 'a branch name'; fi
if [ "$COMMAND" = check ] && [ -z "${HISTORY_BRANCH:-}" ]; then fail 'command check needs history-branch' 2; fi
