package org.tandemrl.figure;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Draws on a thread of its own. Java's font code takes an interrupt of the thread that draws text for a fault of the font's
 * file, clears it and reads on; but an interrupt is how a notebook asks a training to stop, and would be lost.
 */
public final class Drawing {
    private static final String THREAD = "drawing";

    private Drawing() {}

    /**
     * What a drawing returns; the caller waits, and an interrupt that comes before or meanwhile stays with it.
     *
     * @throws RuntimeException (or Error) of the drawing
     */
    public static <T> T apart(Supplier<T> drawing) {
        if (Thread.currentThread().getName().equals(THREAD)) {
            return drawing.get();
        }
        var result = new CompletableFuture<T>();
        Thread.ofPlatform().daemon().name(THREAD).start(() -> {
            try {
                result.complete(drawing.get());
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.join(); // unlike get() waits on through an interrupt, and leaves it set
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        }
    }
}
