package org.tandemrl.check;

/**
 * Something that is wrong with a task.
 *
 * @param method at fault, as {@code reward}
 * @param found what was found
 * @param expected what is expected
 */
public record Finding(String method, String found, String expected) {
    @Override
    public String toString() {
        return method + ": " + found + "; expected is " + expected;
    }
}
