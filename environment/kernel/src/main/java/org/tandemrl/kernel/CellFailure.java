package org.tandemrl.kernel;

import java.util.List;

/** Why a cell did not run to its end, ready to be shown: a name, a message, and lines that say where. */
final class CellFailure extends Exception {
    private static final long serialVersionUID = 1;

    static final String STACK_OVERFLOW = "the calls went too deep; does a method call itself without an end?";

    private final String name;
    private final transient List<String> report;

    CellFailure(String name, String message, List<String> report) {
        super(message, null, false, false);
        this.name = name;
        this.report = List.copyOf(report);
    }

    /** The kind: the simple name of what was thrown, or CompileError, IncompleteSource, Interrupted, MagicError. */
    String name() {
        return name;
    }

    /** Lines to show, without colour. */
    List<String> report() {
        return report;
    }

    /** Of something thrown outside the notebook's code. */
    static CellFailure of(Throwable thrown) {
        var name = thrown.getClass().getSimpleName();
        if (thrown instanceof StackOverflowError) return of(name, STACK_OVERFLOW);
        return of(name, thrown.getMessage() == null ? "" : thrown.getMessage());
    }

    static CellFailure of(String name, String message) {
        return new CellFailure(name, message, List.of(message.isEmpty() ? name : name + ": " + message));
    }
}
