package org.tandemrl.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/**
 * Loads the toolkit's simulator, robots and tasks a second time, with a call to {@link Tally} before each vector operation of
 * the kernels. Counting what is executed, rather than what is written, sees the branches taken. The compiled kernels carry out
 * the same floating-point operations: Java forbids to fuse or to reorder them.
 */
final class CountingLoader extends ClassLoader {
    private static final String VECTOR = "jdk/incubator/vector/DoubleVector";
    private static final ClassDesc TALLY = Tally.class.describeConstable().orElseThrow();

    CountingLoader() {
        super(CountingLoader.class.getClassLoader());
    }

    /** The interfaces, through which the copies are used, stay those of this side. */
    private static boolean copied(String name) {
        return name.startsWith("org.tandemrl.sim.rigid.")
                || name.startsWith("org.tandemrl.sim.robot.")
                || name.startsWith("org.tandemrl.task.");
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!copied(name)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            var loaded = findLoadedClass(name);
            return loaded != null ? loaded : copy(name);
        }
    }

    private Class<?> copy(String name) throws ClassNotFoundException {
        try (var in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] code = in.readAllBytes();
            if (name.startsWith("org.tandemrl.sim.rigid.")) {
                var file = ClassFile.of();
                code = file.transformClass(
                        file.parse(code), ClassTransform.transformingMethodBodies(CountingLoader::count));
            }
            return defineClass(name, code, 0, code.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void count(CodeBuilder builder, CodeElement element) {
        if (element instanceof InvokeInstruction call
                && call.owner().asInternalName().equals(VECTOR)) {
            switch (call.name().stringValue()) {
                case "add", "sub", "mul", "div", "sqrt" -> flops(builder, 1);
                case "lanewise" -> {
                    // With three operands there is only the fused multiply-add.
                    if (!call.type().stringValue().contains("VectorOperators$Ternary")) {
                        throw new IllegalStateException(
                                "The count of operations does not know lanewise" + call.type() + ".");
                    }
                    flops(builder, 2);
                }
                case "fromArray" -> builder.invokestatic(TALLY, "load", ConstantDescs.MTD_void);
                case "intoArray" -> builder.invokestatic(TALLY, "store", ConstantDescs.MTD_void);
                case "neg", "min", "max", "compare", "blend", "broadcast", "zero", "reinterpretAsLongs" -> {}
                default ->
                    throw new IllegalStateException("The count of operations does not know DoubleVector."
                            + call.name().stringValue() + ".");
            }
        }
        builder.with(element);
    }

    private static void flops(CodeBuilder builder, int n) {
        builder.loadConstant(n);
        builder.invokestatic(TALLY, "flops", MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int));
    }
}
