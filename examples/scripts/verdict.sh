#!/usr/bin/env bash
# What secure-score's exit code means for the job: green, a warning, or a failure.
#
#   RESULT   folder that report.sh left its result in   (secure-score-result)
#   FAIL_ON  the codes of 3, 4, 5 that fail the job     ("3 4 5"; "none": only warn). 1 and 2 always do
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=common.sh
. "$here/common.sh"

fail_on=${FAIL_ON:-3 4 5}
[[ $fail_on =~ ^(none|[345]( [345])*)$ ]] || fail "FAIL_ON must be none or some of 3 4 5 with spaces between, not: $fail_on" 2
file=${RESULT:-secure-score-result}/exit-code
code=$(cat "$file" 2>/dev/null || true)
[[ $code =~ ^[0-9]{1,3}$ ]] || fail "no result of secure-score in $file: the report step did not finish" 1

case $code in
  0) echo 'secure-score: done'; exit 0 ;;
  2) said='the config or the command line is wrong, or signing in failed; nothing was done' ;;
  3) said='report made, but a gate failed' ;;
  4) said='report made, but figures are incomplete' ;;
  5) said='report made, but a delivery failed' ;;
  *) said="secure-score failed; see its log above" ;;
esac
if [[ $code =~ ^[345]$ && " $fail_on " != *" $code "* ]]; then
  tell warning "secure-score ended with $code: $said"
  if [ -n "${TF_BUILD:-}" ]; then echo '##vso[task.complete result=SucceededWithIssues;]'; fi
  exit 0
fi
tell error "secure-score ended with $code: $said"
exit "$code"
