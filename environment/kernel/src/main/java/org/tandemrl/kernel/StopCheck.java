package org.tandemrl.kernel;

import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.constant.ClassDesc;
import java.util.HashSet;
import java.util.Set;

/**
 * Makes notebook code interruptible: a thread cannot be stopped from outside since JDK 20, so a call of {@link #check()}
 * is woven into every method entry and before every backward jump, as JShell's own local execution does.
 */
public final class StopCheck {
    private static final ClassDesc HERE = StopCheck.class.describeConstable().orElseThrow();

    private StopCheck() {}

    /** Leaves the running cell if it was interrupted; cheap otherwise. Called by woven code. */
    public static void check() {
        Cell.check();
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
        return file.transformClass(file.parse(bytes),
                ClassTransform.transformingMethodBodies(CodeTransform.ofStateful(Weaver::new)));
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
            builder.with(element);
        }
    }
}
