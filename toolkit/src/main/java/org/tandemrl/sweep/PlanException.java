package org.tandemrl.sweep;

/** A plan says what cannot be. The message says where, what was given and what is allowed. */
public final class PlanException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String place;
    private final String reason;

    /**
     * Of a place in a plan.
     *
     * @param place as {@code rules[0].set.model.updates}; empty for the whole plan
     */
    PlanException(String place, String reason) {
        super(place.isEmpty() ? "The plan: " + reason : "The plan's " + place + ": " + reason);
        this.place = place;
        this.reason = reason;
    }

    private PlanException(String message, PlanException cause) {
        super(message, cause);
        place = cause.place;
        reason = cause.reason;
    }

    String place() {
        return place;
    }

    /** The same said with the file and line where the place is. */
    PlanException in(String file, int line) {
        return new PlanException(file + ", line " + line + (place.isEmpty() ? "" : ", " + place) + ": " + reason, this);
    }
}
