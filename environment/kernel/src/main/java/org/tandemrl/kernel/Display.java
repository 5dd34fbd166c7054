package org.tandemrl.kernel;

import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.messages.publish.PublishClearOutput;
import io.github.spencerpark.jupyter.messages.publish.PublishDisplayData;
import io.github.spencerpark.jupyter.messages.publish.PublishUpdateDisplayData;
import java.util.UUID;

/** The functions every cell may call, with IJava's names. MIME types: {@code "text/html"}, {@code "image/png"}, … */
public final class Display {
    private Display() {}

    /** An object as the front end would get it. */
    public static DisplayData render(Object object) {
        return kernel().render(object);
    }

    /** An object in the given MIME types, as far as it can be turned into them. */
    public static DisplayData render(Object object, String... as) {
        return kernel().render(object, as);
    }

    /** Shows an object below the cell and returns an id for {@link #updateDisplay(String, Object)}. */
    public static String display(Object object) {
        return show(render(object));
    }

    /** Shows an object in the given MIME types and returns an id for {@link #updateDisplay(String, Object, String...)}. */
    public static String display(Object object, String... as) {
        return show(render(object, as));
    }

    /** Replaces what {@link #display(Object)} showed. Also from another thread, or after the cell has ended. */
    public static void updateDisplay(String id, Object object) {
        update(id, render(object));
    }

    /** Replaces what {@link #display(Object, String...)} showed. */
    public static void updateDisplay(String id, Object object, String... as) {
        update(id, render(object, as));
    }

    /** Removes the cell's output so far; with {@code wait}, when the next output arrives, which does not flicker. */
    public static void clearOutput(boolean wait) {
        kernel().outbox().send(wait ? PublishClearOutput.BEFORE_NEXT_OUTPUT : PublishClearOutput.NOW);
    }

    private static String show(DisplayData data) {
        if (!data.hasDisplayId()) data.setDisplayId(UUID.randomUUID().toString());
        kernel().outbox().send(new PublishDisplayData(data));
        return data.getDisplayId();
    }

    private static void update(String id, DisplayData data) {
        data.setDisplayId(id);
        kernel().outbox().send(new PublishUpdateDisplayData(data));
    }

    private static TandemKernel kernel() {
        return TandemKernel.running()
                .orElseThrow(() -> new IllegalStateException("no Java kernel runs in this process"));
    }
}
