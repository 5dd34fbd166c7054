#!/usr/bin/env bash
# Starts the Java kernel for Jupyter. TANDEM_KERNEL_JAR may name the jar of another Java kernel (IJava, JJava).
set -eu
source "$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)/../../setup.sh"
find_jdk
[ -d "$ROOT/toolkit/target/lib" ] && [ -d "$ROOT/environment/kernel/target/lib" ] ||
  die "Tandem is not built yet: start notebooks with environment/lab or environment/run, which do that."
compiler_options="--add-modules jdk.incubator.vector"

if [ -n "${TANDEM_KERNEL_JAR:-}" ]; then
  check_kernel_jar
  main_class="$(main_class "$TANDEM_KERNEL_JAR")"
  [ -n "$main_class" ] || die "$TANDEM_KERNEL_JAR is not the jar of a kernel: its manifest names no main class."
  export IJAVA_COMPILER_OPTS="${IJAVA_COMPILER_OPTS:+$IJAVA_COMPILER_OPTS }$compiler_options"
  export JJAVA_COMPILER_OPTS="${JJAVA_COMPILER_OPTS:+$JJAVA_COMPILER_OPTS }$compiler_options"
  # Not `java -jar`, which would ignore the class path. The toolkit stands first on it: these jars carry old libraries, too.
  # The opened package is what JJava needs.
  exec_java "${JVM_FLAGS[@]}" --add-opens jdk.jshell/jdk.jshell=ALL-UNNAMED \
    -cp "$(class_path):$TANDEM_KERNEL_JAR" "$main_class" "$1"
fi

kernel="$ROOT/environment/kernel/target"
exec_java "${JVM_FLAGS[@]}" "-Dtandem.kernel.compilerOptions=$compiler_options" \
  -cp "$kernel/classes:$kernel/lib/*:$(class_path)" org.tandemrl.kernel.TandemKernel "$1"
