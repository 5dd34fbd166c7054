package org.tandemrl.kernel;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.HashSet;
import java.util.Set;

/**
 * Makes notebook code interruptible: a thread cannot be stopped from outside since JDK 20, so a call of {@link #check()}
 * is woven into every method entry and before every backward jump, as JShell's own local execution does. What would end the
 * process, and the session with it, is taken out.
 */
public final class StopCheck {
    private static final ClassDesc HERE = StopCheck.class.describeConstable().orElseThrow();
    private static final ClassDesc SYSTEM = System.class.describeConstable().orElseThrow();
    private static final ClassDesc RUNTIME = Runtime.class.describeConstable().orElseThrow();
    private static final MethodTypeDesc STATUS = MethodTypeDesc.of(CD_void, CD_int);
    private static final MethodTypeDesc EXIT_OF_RUNTIME = MethodTypeDesc.of(CD_void, RUNTIME, CD_int);

    private StopCheck() {}

    /** Leaves the running cell if it was interrupted; cheap otherwise. Called by woven code. */
    public static void check() {
        Cell.check();
    }

    /** In the place of {@link System#exit} in notebook code. Called by woven code. */
    public static void exit(int status) {
        throw new SecurityException(
                "exit(" + status + ") would end the session with all its variables, so it does nothing here. "
                        + "A cell ends by an exception; the session ends by Jupyter's menu, Kernel, Shutdown.");
    }

    /** In the place of {@link Runtime#exit} and {@link Runtime#halt}. Called by woven code. */
    public static void exit(Runtime runtime, int status) {
        exit(status);
    }

    /** Ends an interrupted cell. An error and not an exception, so that {@code catch (Exception e)} lets it pass. */
    static final class Stopped extends Error {
        private static final long serialVersionUID = 1;

        Stopped() {
            super("interrupted", null, false, true);
        }
    }

    /**
     * The class with checks woven in.
     *
     * @param known finds the classes this one refers to, which the verifier's stack maps need
     */
    static byte[] weave(byte[] bytes, ClassHierarchyResolver known) {
        var file = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(known));
        return file.transformClass(
                file.parse(bytes), ClassTransform.transformingMethodBodies(CodeTransform.ofStateful(Weaver::new)));
    }

    private static final class Weaver implements CodeTransform {
        private final Set<Label> passed = new HashSet<>();

        @Override
        public void atStart(CodeBuilder builder) {
            builder.invokestatic(HERE, "check", MTD_void);
        }

        @Override
        public void accept(CodeBuilder builder, CodeElement element) {
            if (element instanceof LabelTarget target) passed.add(target.label());
            if (element instanceof BranchInstruction branch && passed.contains(branch.target())) atStart(builder);
            if (element instanceof InvokeInstruction call
                    && endsTheProcess(call.owner().asSymbol(), call.name().stringValue(), call.typeSymbol())) {
                builder.invokestatic(HERE, "exit", call.opcode() == Opcode.INVOKESTATIC ? STATUS : EXIT_OF_RUNTIME);
            } else if (element instanceof InvokeDynamicInstruction call
                    && call.bootstrapArgs().stream().anyMatch(Weaver::endsTheProcess)) {
                builder.invokedynamic(DynamicCallSiteDesc.of(
                        call.bootstrapMethod(),
                        call.name().stringValue(),
                        call.typeSymbol(),
                        call.bootstrapArgs().stream().map(Weaver::refused).toArray(ConstantDesc[]::new)));
            } else {
                builder.with(element);
            }
        }

        private static boolean endsTheProcess(ClassDesc owner, String name, MethodTypeDesc type) {
            return type.equals(STATUS)
                    && (owner.equals(SYSTEM) && name.equals("exit")
                            || owner.equals(RUNTIME) && (name.equals("exit") || name.equals("halt")));
        }

        /** Of a method reference, {@code System::exit}. */
        private static boolean endsTheProcess(ConstantDesc argument) {
            return argument instanceof DirectMethodHandleDesc method
                    && method.lookupDescriptor().equals(STATUS.descriptorString())
                    && endsTheProcess(method.owner(), method.methodName(), STATUS);
        }

        private static ConstantDesc refused(ConstantDesc argument) {
            if (!endsTheProcess(argument)) return argument;
            return MethodHandleDesc.ofMethod(
                    DirectMethodHandleDesc.Kind.STATIC,
                    HERE,
                    "exit",
                    ((DirectMethodHandleDesc) argument).owner().equals(SYSTEM) ? STATUS : EXIT_OF_RUNTIME);
        }
    }
}
