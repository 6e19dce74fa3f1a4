# Shared by the scripts beside it; sourced, never run.

# The program: SECURE_SCORE_MAIN (a main.ts or main.js) on node, else secure-score on PATH.
secure_score() {
  if [ -n "${SECURE_SCORE_MAIN:-}" ]; then node "$SECURE_SCORE_MAIN" "$@"; else secure-score "$@"; fi
}

# Says it where the service shows it: annotation in GitHub Actions, issue in Azure Pipelines, stderr elsewhere.
# The text is made one harmless line first: what a service's log reads as a command must not come from outside.
tell() {
  local level=$1 text
  text=$(printf '%s' "$2" | tr '\r\n' '  ' | sed 's/%/%25/g; s/##vso\[/## vso[/g')
  if [ -n "${GITHUB_ACTIONS:-}" ]; then printf '::%s::%s\n' "$level" "$text"
  elif [ -n "${TF_BUILD:-}" ] && [ "$level" != notice ]; then printf '##vso[task.logissue type=%s]%s\n' "$level" "$text"
  else printf '%s: %s\n' "$level" "$text" >&2
  fi
}

fail() {
  tell error "$1"
  exit "${2:-1}"
}

# The value of a field of a JSON file, at a path of keys; nothing when it is not there.
json_field() {
  node -e '
    const [file, ...keys] = process.argv.slice(1);
    let value = null;
    try { value = JSON.parse(require("node:fs").readFileSync(file, "utf8")); } catch { process.exit(0); }
    for (const key of keys) value = value !== null && typeof value === "object" && Object.hasOwn(value, key) ? value[key] : null;
    if (value !== null && typeof value !== "object") process.stdout.write(String(value));
  ' "$@"
}
