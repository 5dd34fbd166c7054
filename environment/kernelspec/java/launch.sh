#!/usr/bin/env bash
# Starts the Java kernel for Jupyter. TANDEM_KERNEL_JAR may name the jar of another Java kernel (IJava, JJava, rapaio).
set -eu
source "$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)/../../setup.sh"
find_jdk
[ -d "$ROOT/toolkit/target/lib" ] && [ -d "$ROOT/environment/kernel/target/lib" ] ||
  die "Tandem is not built yet: start notebooks with environment/lab or environment/run, which do that."
compiler_options="--add-modules jdk.incubator.vector"

if [ -n "${TANDEM_KERNEL_JAR:-}" ]; then
  [ -r "$TANDEM_KERNEL_JAR" ] || die "TANDEM_KERNEL_JAR names $TANDEM_KERNEL_JAR, which cannot be read."
  # Not `java -jar`, which would ignore the class path with the toolkit on it.
  main_class="$(cd "$(mktemp -d)" && "$JAVA_HOME/bin/jar" xf "$TANDEM_KERNEL_JAR" META-INF/MANIFEST.MF &&
    sed -n 's/^Main-Class: *\([^[:space:]]*\).*/\1/p' META-INF/MANIFEST.MF; rm -r "$PWD")"
  [ -n "$main_class" ] || die "$TANDEM_KERNEL_JAR names no main class."
  export IJAVA_COMPILER_OPTS="$compiler_options" JJAVA_COMPILER_OPTS="$compiler_options"
  exec_java "${JVM_FLAGS[@]}" -cp "$TANDEM_KERNEL_JAR:$(class_path)" "$main_class" "$1"
fi

kernel="$ROOT/environment/kernel/target"
exec_java "${JVM_FLAGS[@]}" "-Dtandem.kernel.compilerOptions=$compiler_options" \
  -cp "$kernel/classes:$kernel/lib/*:$(class_path)" org.tandemrl.kernel.TandemKernel "$1"
