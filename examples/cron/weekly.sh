#!/usr/bin/env bash
# Weekly on a machine of your own. In the crontab of a user of its own (crontab -e; times are the machine's):
#
#   17 6 * * 1  CONFIG=/srv/score/config.yaml OUT=/srv/score/reports /srv/score/examples/cron/weekly.sh
#   17 9 * * *  OUT=/srv/score/reports /srv/score/examples/scripts/missed-runs.sh
#
# cron mails what is printed to stderr, so a week that went well is silent there: set MAILTO.
# Variables: those of report.sh and verdict.sh, and LOG, the file that the program's messages go to ($OUT/../secure-score.log).
set -euo pipefail
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")/../scripts" && pwd)
export CONFIG=${CONFIG:-config.yaml} OUT=${OUT:-reports}
export RESULT=${RESULT:-$(dirname "$OUT")/secure-score-result}
log=${LOG:-$(dirname "$OUT")/secure-score.log}
mkdir -p "$(dirname "$OUT")" "$RESULT"

# The record has a lock of its own; this one keeps a slow week from overlapping with the next in silence.
exec 9>"$RESULT/lock"
flock -n 9 || { echo 'secure-score: the run before this one still goes on' >&2; exit 1; }
bash "$scripts/report.sh" >>"$log" 2>&1
node "$scripts/summary.mjs" --out "$OUT" --result "$RESULT" >"$RESULT/summary.md"
code=0
bash "$scripts/verdict.sh" >>"$log" || code=$?
if [ "$code" != 0 ]; then cat "$RESULT/summary.md" >&2; fi
exit "$code"
