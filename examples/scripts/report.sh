#!/usr/bin/env bash
# One run of secure-score, tried again when that may help; leaves what it came to for the steps after it.
#
#   CONFIG      config file                               (config.yaml)
#   OUT         folder of the record and the reports      (reports)
#   COMMAND     run, collect or render                    (run)
#   ATTEMPTS    how often at most                         (2)
#   RETRY_AFTER seconds between attempts                  (300)
#   RESULT      folder for outcome.json and exit-code     ($OUT/../secure-score-result)
#
# Ends with 0 whatever secure-score's exit code was: keep the record first, judge afterwards (verdict.sh).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=common.sh
. "$here/common.sh"

config=${CONFIG:-config.yaml} out=${OUT:-reports} command=${COMMAND:-run} attempts=${ATTEMPTS:-2}
result=${RESULT:-$(dirname "$out")/secure-score-result}
case $command in run | collect | render) ;; *) fail "COMMAND must be run, collect or render, not: $command" 2 ;; esac
[[ $attempts =~ ^[1-5]$ ]] || fail "ATTEMPTS must be 1 to 5, not: $attempts" 2
[[ ${RETRY_AFTER:-300} =~ ^[0-9]{1,4}$ ]] || fail "RETRY_AFTER must be seconds, not: $RETRY_AFTER" 2

mkdir -p "$result"
rm -f "$result/outcome.json" "$result/exit-code"
for ((attempt = 1; ; attempt++)); do
  code=0
  secure_score "$command" --config "$config" --out "$out" --log-format json >"$result/outcome.json" || code=$?
  # A wrong config (2), a gate (3) and a delivery (5) are the same in five minutes; a fault (1) or a gap (4) may not be.
  if [ "$code" != 1 ] && [ "$code" != 4 ]; then break; fi
  if [ "$attempt" -ge "$attempts" ]; then break; fi
  tell notice "secure-score $command ended with $code; once more in ${RETRY_AFTER:-300} s"
  sleep "${RETRY_AFTER:-300}"
done
printf '%s\n' "$code" >"$result/exit-code"
echo "secure-score $command ended with $code"
