#!/usr/bin/env bash
# The record (reports/data) on a branch of its own: `restore` before a run, `keep` after it.
# Nothing else is ever on that branch, and no commit of it is rewritten.
#
#   OUT            folder of the record and the reports   (reports)
#   CONFIG         config file                            (config.yaml, when it is there)
#   HISTORY_REMOTE a remote of the repository we stand in (origin)
#   HISTORY_BRANCH                                        (secure-score-history)
#   HISTORY_TOKEN  for a remote on https whose checkout kept no credentials; GITHUB_SERVER_URL names its host
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=common.sh
. "$here/common.sh"

remote=${HISTORY_REMOTE:-origin} branch=${HISTORY_BRANCH:-secure-score-history}
[[ $branch =~ ^[A-Za-z0-9][A-Za-z0-9._/-]*$ && $branch != *..* ]] || fail "HISTORY_BRANCH is not a branch name: $branch" 2
[[ $remote =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]] || fail "HISTORY_REMOTE is not the name of a remote: $remote" 2
mkdir -p "${OUT:-reports}"
out=$(cd "${OUT:-reports}" && pwd)
repository=$(git rev-parse --absolute-git-dir)
known=refs/secure-score/restored fetched=refs/secure-score/fetched
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The token goes to git through the environment of this process: neither into a file nor into the list of processes.
if [ -n "${HISTORY_TOKEN:-}" ]; then
  GIT_CONFIG_VALUE_0="AUTHORIZATION: basic $(printf 'x-access-token:%s' "$HISTORY_TOKEN" | base64 | tr -d '\n')"
  export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0="http.${GITHUB_SERVER_URL:-https://github.com}/.extraheader" GIT_CONFIG_VALUE_0
  unset HISTORY_TOKEN
fi

# 0: fetched. 1: the remote has no such branch. A remote that cannot be asked ends the script: an unreachable history is not an empty one.
fetch() {
  local found=0
  git ls-remote --exit-code --heads "$remote" "refs/heads/$branch" >/dev/null || found=$?
  if [ "$found" = 2 ]; then return 1; fi
  if [ "$found" != 0 ]; then fail "the history cannot be read from $remote; nothing is changed there"; fi
  git fetch --quiet --no-tags "$remote" "+refs/heads/$branch:$fetched" || fail "the history cannot be fetched from $remote"
}

# Sets `counted` to the number of runs in the record of a folder; ends the script when a file is damaged.
count_runs() {
  local args=(history verify --out "$1" --log-format json)
  if [ -f "${CONFIG:-config.yaml}" ]; then args+=(--config "${CONFIG:-config.yaml}"); fi
  secure_score "${args[@]}" >"$scratch/verify.json" 2>"$scratch/verify.log" || { cat "$scratch/verify.log" >&2; fail "the record in $1 is damaged or not there; the branch is left as it is"; }
  counted=$(json_field "$scratch/verify.json" runs)
}

unpack() {
  mkdir -p "$2"
  git archive --format=tar "$1" data | tar -x -C "$2"
}

restore() {
  if [ -n "$(ls -A "$out/data" 2>/dev/null)" ]; then fail "$out/data is not empty; restore into an empty folder" 2; fi
  git update-ref -d "$known"
  if ! fetch; then tell notice "no branch $branch yet: the history begins with this run"; return; fi
  git update-ref "$known" "$fetched"
  unpack "$known" "$out"
  count_runs "$out"
  echo "restored $counted runs from $branch"
}

# The tree of data/ as it is on disk, without the lock, what can be derived and the answers of a run that was stopped, plus attributes that keep git from changing a byte.
tree_of_record() {
  export GIT_INDEX_FILE="$scratch/index"
  git read-tree --empty
  git -C "$out" --git-dir="$repository" --work-tree="$out" add --force --all -- data ':(exclude)data/lock' ':(exclude)data/checkpoints' ':(exclude)data/resume'
  local attributes
  attributes=$(printf '* -text\n*.zst binary\n' | git hash-object -w --stdin)
  git update-index --add --cacheinfo "100644,$attributes,.gitattributes"
  git write-tree
}

commit() {
  GIT_AUTHOR_NAME=secure-score GIT_AUTHOR_EMAIL=secure-score@example.invalid \
    GIT_COMMITTER_NAME=secure-score GIT_COMMITTER_EMAIL=secure-score@example.invalid \
    git commit-tree -m "$1" "${@:3}" "$2"
}

keep() {
  local runs before=0 tree ours parents=() attempt merged
  count_runs "$out"
  runs=$counted
  if [ "${runs:-0}" = 0 ]; then fail "no run on record in $out/data; nothing to keep"; fi
  if git rev-parse --quiet --verify "$known" >/dev/null; then
    unpack "$known" "$scratch/before"
    count_runs "$scratch/before"
    before=$counted
    parents=(-p "$(git rev-parse "$known")")
  fi
  if [ "$runs" -lt "$before" ]; then fail "the record has $runs runs, the branch $before: a run never takes one away; nothing is pushed"; fi
  tree=$(tree_of_record)
  if [ ${#parents[@]} -gt 0 ] && [ "$tree" = "$(git rev-parse "$known^{tree}")" ]; then echo 'nothing new to keep'; return; fi
  ours=$(commit "Record: $runs runs" "$tree" "${parents[@]}")
  for attempt in 1 2 3 4 5; do
    if git push --quiet "$remote" "$ours:refs/heads/$branch"; then git update-ref "$known" "$ours"; echo "kept $runs runs on $branch"; return; fi
    # Somebody else pushed meanwhile: their runs and ours, whole, on top of theirs.
    if ! fetch; then fail "$branch cannot be pushed to $remote: is the token allowed to write?"; fi
    if git merge-base --is-ancestor "$fetched" "$ours"; then fail "$branch cannot be pushed to $remote: is the token allowed to write?"; fi
    merged=$(git merge-tree --write-tree --allow-unrelated-histories "$ours" "$fetched") || fail "another writer changed the same files of $branch; the run is in $out/data (keep it as an artifact), the branch is as it was"
    rm -rf "$scratch/merged" && unpack "$merged" "$scratch/merged"
    count_runs "$scratch/merged"
    runs=$counted
    ours=$(commit "Record: $runs runs" "$merged" -p "$(git rev-parse "$fetched")")
    echo "joined with what another writer pushed ($attempt)"
  done
  fail "$branch could not be pushed in 5 attempts"
}

case ${1:-} in
  restore) restore ;;
  keep) keep ;;
  *) fail 'usage: history-branch.sh restore | keep' 2 ;;
esac
