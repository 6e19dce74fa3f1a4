#!/usr/bin/env bash
# For AzureCLI@2 with addSpnToEnvironment: signs in with the federated token of the service connection and makes the report.
# The task sets servicePrincipalId, tenantId and, with workload identity federation, idToken.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=common.sh
. "$here/common.sh"

if [ -z "${idToken:-}" ]; then fail 'the service connection gives no idToken: it must use workload identity federation, and the task addSpnToEnvironment: true' 2; fi
umask 077
AZURE_FEDERATED_TOKEN_FILE=$(mktemp "${AGENT_TEMPDIRECTORY:-${TMPDIR:-/tmp}}/secure-score-token.XXXXXX")
trap 'rm -f "$AZURE_FEDERATED_TOKEN_FILE"' EXIT
printf '%s' "$idToken" >"$AZURE_FEDERATED_TOKEN_FILE"
export AZURE_FEDERATED_TOKEN_FILE AZURE_CLIENT_ID="${servicePrincipalId:?}" AZURE_TENANT_ID="${tenantId:?}"
unset idToken servicePrincipalKey
bash "$here/report.sh"
