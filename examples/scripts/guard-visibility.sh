#!/usr/bin/env bash
# Refuses to go on where everybody could read what is kept: names of resources, and where they are weak.
# In GitHub Actions; needs gh, and GH_TOKEN with the job's own token.
#
#   guard-visibility.sh repository   artifacts, logs and branches of a public repository are public
#   guard-visibility.sh pages        Pages of a private repository are public unless the plan has access control
#
#   ACCEPT_PUBLIC  "yes": go on all the same
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=common.sh
. "$here/common.sh"

case ${1:-} in
  repository) path="repos/$GITHUB_REPOSITORY" question=.visibility private='private internal' what='This repository' ;;
  pages) path="repos/$GITHUB_REPOSITORY/pages" question=.public private=false what='The Pages site of this repository' ;;
  *) fail 'usage: guard-visibility.sh repository | pages' 2 ;;
esac
if [ "${ACCEPT_PUBLIC:-}" = yes ]; then tell warning "$what is not checked: ACCEPT_PUBLIC is yes"; exit 0; fi
answer=$(gh api "$path" --jq "$question") || fail "GitHub does not say whether it is public: $path. Nothing is published"
for word in $private; do
  if [ "$answer" = "$word" ]; then echo "$what is not public ($answer)."; exit 0; fi
done
fail "$what can be read by everybody ($answer). Make it private, or set ACCEPT_PUBLIC to yes if that is meant."
