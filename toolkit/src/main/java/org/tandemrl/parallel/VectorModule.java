package org.tandemrl.parallel;

/** The JDK's vector module, which Java loads only if it is told to. */
public final class VectorModule {
    private VectorModule() {}

    /**
     * To be called before the first class is used that computes with vectors: without the module that ends in a
     * NoClassDefFoundError, which tells a user nothing.
     *
     * @throws IllegalStateException that says how to start Java
     */
    public static void require() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            throw new IllegalStateException(
                    "Tandem computes with Java's vector module, and this Java was started without it. "
                            + "Start it with the option --add-modules jdk.incubator.vector; a notebook's kernel takes it from a variable that is set "
                            + "before Jupyter starts, IJava from JDK_JAVA_OPTIONS, JJava from JJAVA_JVM_OPTS (environment/lab does so by itself).");
        }
    }
}
