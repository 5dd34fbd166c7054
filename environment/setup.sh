# What every command in this folder needs; sourced, not run. Messages go to standard error.
# Sets ROOT and STATE; the functions set JAVA_HOME, MAVEN and PYTHON, and each may be called again at no cost.

ROOT="$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
STATE="$ROOT/environment/.state"
JDK_WANTED=25
# Where notebooks write: a folder that git leaves alone. The committed figures are made anew on purpose, by TANDEM_FIGURES=figures. A
# kernel starts in its notebook's folder: a relative path counts from where the command was typed.
export TANDEM_FIGURES="${TANDEM_FIGURES:-$ROOT/figures/local}"
[[ "$TANDEM_FIGURES" == /* ]] || TANDEM_FIGURES="$PWD/$TANDEM_FIGURES"

# The flags every Java process of the toolkit runs with; the parent pom repeats them for the tests.
JVM_FLAGS=(--add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
  -Djava.awt.headless=true -Dai.djl.offline=true -Dorg.slf4j.simpleLogger.defaultLogLevel=warn
  -Dorg.slf4j.simpleLogger.log.ai.djl.util.cuda.CudaUtils=off "-Dtandem.root=$ROOT")
# With TANDEM_CUDA=1 libtorch comes from DJL, chosen by the machine's CUDA when it is first used. What was built with the other
# setting must be built again: remove environment/.state first.
MAVEN_FLAGS=()
if [ -n "${TANDEM_CUDA:-}" ]; then
  MAVEN_FLAGS+=(-Dcuda)
  JVM_FLAGS+=(-Dai.djl.offline=false)
fi
# libtorch's threads spin only briefly before they sleep: long spinning costs tens of milliseconds an operation wherever
# another process wants the cores, sleeping at once half the speed on an idle machine.
export GOMP_SPINCOUNT="${GOMP_SPINCOUNT:-1000}"
# A CLASSPATH of the user's would get in the way of ours.
unset CLASSPATH

say() { printf '%s\n' "$*" >&2; }
die() { say "$@"; exit 1; }

# The feature version of the JDK in a folder, or 0 when there is none.
jdk_version() {
  local version
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || { echo 0; return; }
  version="$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")"
  echo "${version:-0}"
}

find_jdk() {
  local candidate on_path
  on_path="$(command -v javac || true)"
  [ -z "$on_path" ] || on_path="$(dirname "$(dirname "$(readlink -f "$on_path")")")"
  for candidate in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* "${HOME:-/nonexistent}"/.sdkman/candidates/java/* \
      "${HOME:-/nonexistent}"/.jdks/* /opt/*jdk* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -n "$candidate" ] && [ "$(jdk_version "$candidate")" -ge "$JDK_WANTED" ]; then
      export JAVA_HOME="$candidate"
      return
    fi
  done
  die "No JDK $JDK_WANTED or later was found in JAVA_HOME, on the PATH, in /usr/lib/jvm, ~/.sdkman or ~/.jdks." \
    "Install one (package temurin-25-jdk or openjdk-25-jdk, or from https://adoptium.net) or set JAVA_HOME to it."
}

find_maven() {
  # Maven 3 on JDK 24 and 25 warns about its own use of Unsafe and of native code, which is no business of the user's.
  case "$(jdk_version "${JAVA_HOME:-}")" in
    24 | 25) export MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED" ;;
  esac
  if [ -n "${MAVEN_HOME:-}" ] && [ -x "$MAVEN_HOME/bin/mvn" ]; then MAVEN="$MAVEN_HOME/bin/mvn"
  elif command -v mvn >/dev/null; then MAVEN="$(command -v mvn)"
  else die "Maven 3.8 or later is needed and no mvn is on the PATH. Install it (apt-get install maven) or set MAVEN_HOME."
  fi
}

built() {
  [ -e "$STATE/built" ] && [ -d "$ROOT/toolkit/target/classes" ] && [ -d "$ROOT/toolkit/target/lib" ] &&
    [ -d "$ROOT/environment/kernel/target/classes" ] && [ -d "$ROOT/environment/kernel/target/lib" ] && [ -e "$IJAVA" ] &&
    [ -d "$ROOT/toolkit/src/jmh/target/classes" ] && [ -d "$ROOT/toolkit/src/jmh/target/lib" ] &&
    [ -z "$(find "$ROOT/pom.xml" "$ROOT"/toolkit/{pom.xml,src/main} "$ROOT"/toolkit/src/jmh/{pom.xml,java,resources} \
      "$ROOT"/environment/kernel/{pom.xml,src/main} -newer "$STATE/built" -print -quit)" ]
}

# Libraries of a version that a pom no longer names must not stay on the class path.
drop_old_libraries() {
  local pom
  for pom in "$ROOT/pom.xml" "$ROOT/toolkit/pom.xml" "$ROOT/toolkit/src/jmh/pom.xml" "$ROOT/environment/kernel/pom.xml"; do
    if [ ! -e "$STATE/built" ] || [ "$pom" -nt "$STATE/built" ]; then
      rm -rf "$ROOT/toolkit/target/lib" "$ROOT/toolkit/src/jmh/target/lib" "$ROOT/environment/kernel/target"/{lib,ijava}
    fi
  done
}

# Compiles toolkit and kernel and gathers their libraries, unless nothing is newer than the last time.
build() {
  find_jdk
  built && return
  find_maven
  mkdir -p "$STATE"
  (
    # Two commands at once: the second waits, and then finds nothing to do.
    if command -v flock >/dev/null; then exec 9>"$STATE/lock"; flock 9; fi
    built && exit 0
    say "Building Tandem (the first time, Maven downloads about 250 MB of libraries) ..."
    drop_old_libraries
    touch "$STATE/building"
    "$MAVEN" -B -q "${MAVEN_FLAGS[@]}" -f "$ROOT/pom.xml" -Dmaven.test.skip=true package </dev/null >&2 || exit 1
    mv "$STATE/building" "$STATE/built"
  ) || die "The build failed; its messages are above."
}

# The JVM says this to every user of the Vector API, and no option turns it off.
INCUBATOR_LINE="WARNING: Using incubator modules: jdk.incubator.vector"

# Passes standard input on but for the first such line; what follows it as it comes.
without_incubator_line() {
  local line=
  while IFS= read -r line; do
    [ "$line" != "$INCUBATOR_LINE" ] || exec cat
    printf '%s\n' "$line"
  done
  printf '%s' "$line"
}

# Becomes a JVM that does not say it. Its standard error goes through the filter; ours is kept open under the number in tandem.stderr, and
# the toolkit's command line puts it back as soon as it begins. A Ctrl-C is for the JVM alone.
exec_java() {
  local error
  exec {error}>&2
  exec "$JAVA_HOME/bin/java" "-Dtandem.stderr=$error" "$@" 2> >(trap '' INT TERM HUP; without_incubator_line >&"$error")
}

class_path() { echo "$ROOT/toolkit/target/classes:$ROOT/toolkit/target/lib/*"; }
# Only the command line's benchmarks need these.
benchmarks() { echo "$ROOT/toolkit/src/jmh/target/classes:$ROOT/toolkit/src/jmh/target/lib/*"; }

# The Java kernel that a build fetches beside our own.
IJAVA="$ROOT/environment/kernel/target/ijava/ijava.jar"

# A kernel starts in its notebook's folder: a relative path counts from where the command was typed.
[[ -z "${TANDEM_KERNEL_JAR:-}" || "$TANDEM_KERNEL_JAR" == /* ]] || export TANDEM_KERNEL_JAR="$PWD/$TANDEM_KERNEL_JAR"

check_kernel_jar() {
  [ -f "$TANDEM_KERNEL_JAR" ] && [ -r "$TANDEM_KERNEL_JAR" ] ||
    die "TANDEM_KERNEL_JAR names $TANDEM_KERNEL_JAR, which is no file that can be read; it must name the jar of a Java kernel."
}

# The main class that a jar's manifest names, in any case (IJava's says "Main-class") and over any number of lines, or nothing.
main_class() {
  (
    unpacked="$(mktemp -d)"
    trap 'rm -rf "$unpacked"' EXIT
    cd "$unpacked"
    "$JAVA_HOME/bin/jar" xf "$1" META-INF/MANIFEST.MF 2>/dev/null || exit 0
    tr -d '\r' <META-INF/MANIFEST.MF | awk '
      /^ / { if (found) name = name substr($0, 2); next }
      { found = tolower($0) ~ /^main-class:/; if (found) { name = $0; sub(/^[^:]*: */, "", name) } }
      END { sub(/ *$/, "", name); print name }'
  )
}

# Whether a Python can import the given modules.
python_has() {
  local python="$1" modules="$2"
  [ -n "$python" ] && [ -x "$python" ] && "$python" -c "import $modules" >/dev/null 2>&1 </dev/null
}

# Sets PYTHON to one that has the modules: that of any jupyter on the PATH, else the usual ones.
find_python() {
  local modules="$1" directory candidate
  local -a candidates=("${TANDEM_PYTHON:-}")
  local IFS=:
  for directory in ${PATH:-} "${HOME:-/nonexistent}/.local/bin" /usr/bin; do
    if [ -r "$directory/jupyter" ]; then
      candidates+=("$(sed -n '1s/^#! *\([^ ]*python[^ ]*\).*/\1/p' "$directory/jupyter")")
    fi
    candidates+=("$directory/python3")
  done
  for candidate in "${candidates[@]}"; do
    if python_has "$candidate" "$modules"; then PYTHON="$candidate"; return 0; fi
  done
  return 1
}

# Installs packages of the distribution if this user may; the messages go to $STATE/install.log. Status 1 when it cannot be
# tried (no apt-get, not root and no sudo without a password), 2 when it failed.
apt_install() {
  local -a as_root=()
  command -v apt-get >/dev/null || return 1
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || return 1
    as_root=(sudo -n)
  fi
  say "Installing $* ..."
  mkdir -p "$STATE"
  local log="$STATE/install.log"
  local -a command=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@")
  # The second try is for a machine whose list of packages is missing or old.
  "${command[@]}" </dev/null >"$log" 2>&1 ||
    { "${as_root[@]}" apt-get update -q </dev/null >>"$log" 2>&1 && "${command[@]}" </dev/null >>"$log" 2>&1; } || return 2
}

# Installs packages of the distribution, or says how.
install_packages() {
  local status=0
  if ! command -v apt-get >/dev/null; then
    die "Jupyter was not found. Install it, for instance with: python3 -m pip install --user notebook nbconvert" \
      "and start this again (TANDEM_PYTHON may name the python that has it)."
  fi
  apt_install "$@" || status=$?
  case "$status" in
    1) die "Jupyter was not found. Type: sudo apt-get install -y --no-install-recommends $*" ;;
    2) tail -n 20 "$STATE/install.log" >&2; die "The installation failed; the end of $STATE/install.log is above." ;;
  esac
}

# MuJoCo, the second simulator, is optional: where it cannot be installed, its tests are skipped and say so.
MUJOCO_PACKAGE=libmujoco2.2.2
MUJOCO_LIBRARY=libmujoco.so.2.2.2

setup_mujoco() {
  local directory
  local IFS=:
  for directory in ${LD_LIBRARY_PATH:-} /usr/lib /usr/lib64 /usr/local/lib /usr/lib/*-linux-gnu; do
    [ ! -e "$directory/$MUJOCO_LIBRARY" ] || return 0
  done
  unset IFS
  apt_install "$MUJOCO_PACKAGE" ||
    say "MuJoCo 2.2.2 is not here and was not installed (on Debian 12: sudo apt-get install $MUJOCO_PACKAGE): its tests will be skipped."
}

# So is Cyclone DDS, by which a robot is spoken to.
DDS_PACKAGE=libddsc0debian
DDS_LIBRARY=libddsc.so.0debian

setup_dds() {
  local directory
  local IFS=:
  for directory in ${LD_LIBRARY_PATH:-} /usr/lib /usr/lib64 /usr/local/lib /usr/lib/*-linux-gnu; do
    [ ! -e "$directory/$DDS_LIBRARY" ] || return 0
  done
  unset IFS
  apt_install "$DDS_PACKAGE" ||
    say "Cyclone DDS is not here and was not installed (on Debian 12: sudo apt-get install $DDS_PACKAGE): its tests will be skipped."
}

# So is Slurm, to which sweeps can be given. Its test starts it by itself, in a folder of its own, and must be root for that.
setup_slurm() {
  ! command -v slurmctld >/dev/null || ! command -v slurmd >/dev/null || ! command -v munged >/dev/null || return 0
  if [ "$(id -u)" -ne 0 ]; then
    say "Slurm is not here and is not installed, as its test needs root: it will be skipped."
  else
    apt_install slurm-wlm || say "Slurm is not here and was not installed (on Debian: apt-get install slurm-wlm): its test will be skipped."
  fi
}

# Where Jupyter finds our kernels and keeps its files: in this folder, not in the user's home. Notebooks ask for a kernel named
# "java", which is our own or, with the argument "ijava", IJava; both can also be chosen by hand.
use_our_kernel() {
  local offered="$STATE/jupyter"
  [ -z "${TANDEM_KERNEL_JAR:-}" ] || check_kernel_jar
  mkdir -p "$STATE/jupyter" "$STATE/runtime"
  ln -sfn ../../kernelspec "$STATE/jupyter/kernels"
  if [ "${1:-}" = ijava ]; then
    offered="$STATE/jupyter-ijava"
    mkdir -p "$offered/kernels"
    ln -sfn ../../../kernelspec/ijava "$offered/kernels/java"
    ln -sfn ../../../kernelspec/java "$offered/kernels/tandem"
  fi
  export JUPYTER_PATH="$offered${JUPYTER_PATH:+:$JUPYTER_PATH}"
  export JUPYTER_RUNTIME_DIR="$STATE/runtime" PYTHONDONTWRITEBYTECODE=1
}

HEADLESS_MODULES="nbformat, nbclient, nbconvert, jupyter_client"

# Whatever is needed to run notebooks without a browser.
setup_headless() {
  build
  if ! find_python "$HEADLESS_MODULES"; then
    install_packages jupyter-nbconvert jupyter-client
    find_python "$HEADLESS_MODULES" || die "Jupyter is still not found after the installation. TANDEM_PYTHON may name the python that has it."
  fi
  use_our_kernel
  export JUPYTER_CONFIG_DIR="$STATE/config" IPYTHONDIR="$STATE/ipython"
}
