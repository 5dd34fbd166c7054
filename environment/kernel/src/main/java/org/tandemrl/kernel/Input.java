package org.tandemrl.kernel;

import io.github.spencerpark.jupyter.channels.JupyterSocket;
import io.github.spencerpark.jupyter.messages.Message;
import io.github.spencerpark.jupyter.messages.reply.InputReply;
import io.github.spencerpark.jupyter.messages.request.ExecuteRequest;
import io.github.spencerpark.jupyter.messages.request.InputRequest;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.zeromq.ZMQ;

/**
 * System.in of notebook code: a line at a time, which the front end asks its user for.
 *
 * <p>One thread speaks with the socket, and it is never interrupted: the socket would close under it. It looks for an answer now
 * and then, so that a question whose cell was interrupted is dropped.
 */
final class Input extends InputStream {
    private static final long LOOK_MILLIS = 20;

    private final JupyterSocket socket;
    private final Outbox outbox;
    private final Supplier<Cell> current;
    private final ExecutorService asker = Executors.newSingleThreadExecutor(task -> {
        var thread = new Thread(task, "input");
        thread.setDaemon(true);
        return thread;
    });
    private byte[] line = {};
    private int next;
    private volatile Object question;

    /** @param current the running cell, for threads that no cell started */
    Input(JupyterSocket socket, Outbox outbox, Supplier<Cell> current) {
        this.socket = socket;
        this.outbox = outbox;
        this.current = current;
    }

    /** Forgets what an earlier cell left of its line. */
    synchronized void begin() {
        next = line.length;
    }

    @Override
    public synchronized int read() {
        if (next == line.length) fill();
        return line[next++] & 0xff;
    }

    @Override
    public synchronized int read(byte[] bytes, int from, int length) {
        if (length == 0) return 0;
        if (next == line.length) fill();
        var count = Math.min(length, line.length - next);
        System.arraycopy(line, next, bytes, from, count);
        next += count;
        return count;
    }

    @Override
    public synchronized int available() {
        return line.length - next;
    }

    /** No IOException tells what is wrong: a Scanner would make "No line found" of it. */
    private void fill() {
        var cell = Cell.ofThread().orElseGet(current);
        if (!(cell.request() instanceof Message<?> message
                && message.getContent() instanceof ExecuteRequest request
                && request.isStdinEnabled()))
            throw new IllegalStateException(
                    "System.in: nobody can be asked here, as the front end takes no input (a notebook that runs "
                            + "unattended does not). Write the value into the cell.");
        line = (ask(cell, message) + "\n").getBytes(StandardCharsets.UTF_8);
        next = 0;
    }

    private String ask(Cell cell, Message<?> request) {
        var mine = new Object();
        question = mine;
        try {
            outbox.drain(); // what the cell printed before it asks
            var answer = asker.submit(exchange(request, mine));
            while (true) {
                if (cell.interrupted()) throw new StopCheck.Stopped();
                try {
                    return answer.get(100, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    // Asked again whether the cell was interrupted.
                }
            }
        } catch (InterruptedException e) {
            if (cell.interrupted()) throw new StopCheck.Stopped();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("System.in: the thread that waited for input was interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "System.in: the front end could not be asked: "
                            + e.getCause().getMessage(),
                    e.getCause());
        } finally {
            question = null;
        }
    }

    private Callable<String> exchange(Message<?> request, Object mine) {
        return () -> {
            while (hasMessage()) socket.readMessage(); // answers to questions that were dropped
            socket.sendMessage(new Message<>(request, InputRequest.MESSAGE_TYPE, new InputRequest("", false)));
            while (question == mine) {
                if (hasMessage() && socket.readMessage().getContent() instanceof InputReply reply)
                    return reply.getValue();
                Thread.sleep(LOOK_MILLIS);
            }
            return "";
        };
    }

    private boolean hasMessage() {
        return (socket.getEvents() & ZMQ.Poller.POLLIN) != 0;
    }
}
