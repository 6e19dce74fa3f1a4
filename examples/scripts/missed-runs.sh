#!/usr/bin/env bash
# Fails when the newest run on record is older than the cadence allows: a job that did not start tells nobody.
#
#   CONFIG    config file, when it is there                (config.yaml)
#   OUT       folder of the record                         (reports)
#   MAX_DAYS  how old the newest run may be                (8: weekly and a day's grace)
#   NOW       the moment to reckon from, ISO 8601          (the clock)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=common.sh
. "$here/common.sh"

max=${MAX_DAYS:-8}
[[ $max =~ ^[1-9][0-9]{0,2}$ ]] || fail "MAX_DAYS must be 1 to 999, not: $max" 2
args=(history list --out "${OUT:-reports}" --log-format json)
if [ -f "${CONFIG:-config.yaml}" ]; then args+=(--config "${CONFIG:-config.yaml}"); fi
code=0
list=$(secure_score "${args[@]}") || code=$?
if [ "$code" != 0 ] && [ "$code" != 4 ]; then fail "the record cannot be read (secure-score ended with $code): no run can be shown to have happened"; fi

verdict=$(printf '%s' "$list" | node -e '
  const { runs } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
  const now = process.argv[2] ? Date.parse(process.argv[2]) : Date.now();
  // What was reconstructed from an export is no run of this job.
  const newest = runs.filter(({ source }) => source === "live").map(({ at }) => Date.parse(at)).sort((a, b) => b - a)[0];
  if (Number.isNaN(now)) console.log("NOW is not a moment");
  else if (newest === undefined) console.log("no run on record");
  else {
    const days = (now - newest) / 86_400_000;
    console.log(days > Number(process.argv[1]) ? `missed: the newest run is ${days.toFixed(1)} days old, ${process.argv[1]} are allowed` : `ok: the newest run is ${days.toFixed(1)} days old`);
  }
' "$max" "${NOW:-}")
case $verdict in
  ok:*) echo "$verdict" ;;
  *) fail "$verdict" ;;
esac
