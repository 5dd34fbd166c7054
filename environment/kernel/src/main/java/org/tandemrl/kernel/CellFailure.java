package org.tandemrl.kernel;

import java.util.List;

/** Why a cell did not run to its end, ready to be shown: a name, a message, and lines that say where. */
final class CellFailure extends Exception {
    private static final long serialVersionUID = 1;

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

    static CellFailure of(String name, String message) {
        return new CellFailure(name, message, List.of(name + ": " + message));
    }
}
