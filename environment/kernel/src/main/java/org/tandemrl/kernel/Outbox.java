package org.tandemrl.kernel;

import io.github.spencerpark.jupyter.channels.JupyterSocket;
import io.github.spencerpark.jupyter.messages.ContentType;
import io.github.spencerpark.jupyter.messages.Message;
import io.github.spencerpark.jupyter.messages.publish.PublishStream;
import io.github.spencerpark.jupyter.messages.publish.PublishStream.StreamType;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Takes what notebook code prints and displays, from any thread and at any time, to the front end.
 *
 * <p>One thread sends, and it is never interrupted: a socket would close under a thread that sends while interrupted, and
 * the session with it. Text is gathered for a moment, so that a loop of prints is not a flood of messages.
 */
final class Outbox {
    private static final long GATHER_MILLIS = 80;
    private static final int GATHER_BYTES = 1 << 14;

    private final JupyterSocket socket;
    private final ScheduledThreadPoolExecutor sender = new ScheduledThreadPoolExecutor(1, task -> {
        var thread = new Thread(task, "outbox");
        thread.setDaemon(true);
        return thread;
    });
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private StreamType textKind = StreamType.OUT;
    private Cell textCell = new Cell(0, null);
    private volatile Cell current = textCell;

    @SuppressWarnings("FutureReturnValueIgnored")
    Outbox(JupyterSocket socket) {
        this.socket = socket;
        sender.scheduleWithFixedDelay(() -> flushText(false), GATHER_MILLIS, GATHER_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Output of threads that no cell started goes to this one from now on. */
    void begin(Cell cell) {
        current = cell;
    }

    /** The cell that the output of threads which no cell started goes to. */
    Cell current() {
        return current;
    }

    /** Sends after everything that was printed before. */
    synchronized void send(ContentType<?> content) {
        flushText(true);
        post(Cell.ofThread().orElse(current), content);
    }

    /** Waits until all output so far is sent. */
    void drain() throws InterruptedException {
        flushText(true);
        try {
            sender.submit(() -> {}).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    PrintStream stream(StreamType kind) {
        return new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int oneByte) {
                        write(new byte[] {(byte) oneByte}, 0, 1);
                    }

                    @Override
                    public void write(byte[] bytes, int from, int length) {
                        print(kind, bytes, from, length);
                    }
                },
                false,
                StandardCharsets.UTF_8);
    }

    private synchronized void print(StreamType kind, byte[] bytes, int from, int length) {
        var cell = Cell.ofThread().orElse(current);
        if (cell != textCell || kind != textKind) flushText(true);
        textCell = cell;
        textKind = kind;
        text.write(bytes, from, length);
        if (text.size() > GATHER_BYTES) flushText(false);
    }

    /** @param all whether to send a character's bytes even when the rest of them is still missing */
    private synchronized void flushText(boolean all) {
        var bytes = text.toByteArray();
        var end = all ? bytes.length : wholeCharacters(bytes);
        if (end == 0) return;
        text.reset();
        text.write(bytes, end, bytes.length - end);
        post(textCell, new PublishStream(textKind, new String(bytes, 0, end, StandardCharsets.UTF_8)));
    }

    private static int wholeCharacters(byte[] bytes) {
        for (var back = 1; back <= Math.min(4, bytes.length); back++) {
            var lead = bytes[bytes.length - back] & 0xff;
            if ((lead & 0xc0) == 0x80) continue;
            var needed = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
            return needed > back ? bytes.length - back : bytes.length;
        }
        return bytes.length;
    }

    private void post(Cell cell, ContentType<?> content) {
        sender.execute(() -> socket.sendMessage(message(cell, content)));
    }

    @SuppressWarnings({"unchecked", "rawtypes"
    }) // the library ties a content to its type by a generic parameter that is lost here
    private static Message<?> message(Cell cell, ContentType<?> content) {
        return new Message(cell.request(), content.getType(), content);
    }

    @Override
    public String toString() {
        return "Outbox" + Arrays.asList(current.number(), sender.getQueue().size());
    }
}
