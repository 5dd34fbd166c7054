package org.tandemrl.kernel;

import io.github.spencerpark.jupyter.channels.JupyterConnection;
import io.github.spencerpark.jupyter.channels.JupyterSocket;
import io.github.spencerpark.jupyter.channels.ShellReplyEnvironment;
import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import io.github.spencerpark.jupyter.kernel.LanguageInfo;
import io.github.spencerpark.jupyter.kernel.ReplacementOptions;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.messages.Message;
import io.github.spencerpark.jupyter.messages.MessageType;
import io.github.spencerpark.jupyter.messages.publish.PublishError;
import io.github.spencerpark.jupyter.messages.publish.PublishExecuteInput;
import io.github.spencerpark.jupyter.messages.publish.PublishExecuteResult;
import io.github.spencerpark.jupyter.messages.publish.PublishStream.StreamType;
import io.github.spencerpark.jupyter.messages.reply.ErrorReply;
import io.github.spencerpark.jupyter.messages.reply.ExecuteReply;
import io.github.spencerpark.jupyter.messages.request.ExecuteRequest;
import java.awt.image.RenderedImage;
import java.io.PrintStream;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;

/** The kernel: an {@link Interpreter} on Jupyter's channels. */
public final class TandemKernel extends BaseKernel {
    private static final LanguageInfo JAVA = new LanguageInfo.Builder("Java")
            .version(Runtime.version().toString())
            .mimetype("text/x-java-source")
            .fileExtension(".java")
            .pygments("java")
            .codemirror("text/x-java")
            .build();
    private static final String RED = "\u001b[1;31m";
    private static final String PLAIN = "\u001b[0m";

    private static volatile TandemKernel running;

    private final List<String> compilerOptions;
    private volatile Interpreter interpreter;
    private final Outbox outbox;
    private final Input input;
    private Instant failedAt = Instant.MIN;
    private long lastHandled;

    private TandemKernel(Channels connection, List<String> compilerOptions) {
        outbox = new Outbox(connection.getIOPub());
        input = new Input(connection.getStdin(), outbox, outbox::current);
        this.compilerOptions = compilerOptions;
        interpreter = new Interpreter(compilerOptions);
        setShouldReplaceStdStreams(false); // ours stay in place between cells, for threads that go on
        System.setOut(outbox.stream(StreamType.OUT));
        System.setErr(outbox.stream(StreamType.ERR));
        System.setIn(input);
    }

    /** Serves one front end until it asks for a shutdown. The argument is Jupyter's connection file. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 1)
            throw new IllegalArgumentException("give Jupyter's connection file, got " + Arrays.toString(arguments));
        JupyterSocket.JUPYTER_LOGGER.setLevel(Level.WARNING);
        endWithParent();
        var connection = new Channels(KernelConnectionProperties.parse(Files.readString(Path.of(arguments[0]))));
        running = new TandemKernel(connection, options(System.getProperty("tandem.kernel.compilerOptions", "")));
        running.becomeHandlerForConnection(connection);
        connection.connect();
        connection.waitUntilClose();
        System.exit(0); // threads of the notebook may still run
    }

    private static List<String> options(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }

    /** A front end that was killed sends no shutdown request: without this the process would stay for ever. */
    @SuppressWarnings("FutureReturnValueIgnored")
    private static void endWithParent() {
        Optional.ofNullable(System.getenv("JPY_PARENT_PID"))
                .map(Long::valueOf)
                .filter(pid -> pid > 1)
                .flatMap(ProcessHandle::of)
                .ifPresent(parent -> parent.onExit().thenRun(() -> System.exit(1)));
    }

    /** Jupyter's channels, with the one for input, which the library keeps to itself. */
    private static final class Channels extends JupyterConnection {
        Channels(KernelConnectionProperties properties) throws Exception {
            super(properties);
        }

        JupyterSocket getStdin() {
            return stdin;
        }
    }

    static Optional<TandemKernel> running() {
        return Optional.ofNullable(running);
    }

    Outbox outbox() {
        return outbox;
    }

    DisplayData render(Object object, String... as) {
        if (object instanceof DisplayData data) return data;
        var shown = object == null ? "null" : object.getClass().isArray() ? arrayText(object) : object;
        var rendered =
                as.length == 0 ? getRenderer().render(shown) : getRenderer().renderAs(shown, as);
        // Beside the picture stands a text for whoever cannot show it; BufferedImage's own begins with its address.
        if (shown instanceof RenderedImage image)
            rendered.putText("picture of " + image.getWidth() + " × " + image.getHeight() + " pixels");
        // HTML's own text would be all of it once more: twice a film of megabytes in a notebook's file.
        if (List.of(as).contains("text/html"))
            rendered.putText("HTML of " + shown.toString().length() + " characters");
        return rendered;
    }

    /** What System.out.printf returns is there to go on writing; its address tells nobody anything. */
    private static boolean isSilent(Object value) {
        return value == null || value instanceof PrintStream;
    }

    private static String arrayText(Object array) {
        var elements = new Object[Math.min(Array.getLength(array), 1000)];
        Arrays.setAll(elements, i -> Array.get(array, i));
        var text = Arrays.deepToString(elements);
        return elements.length == Array.getLength(array) ? text : text + " … " + Array.getLength(array) + " elements";
    }

    @Override
    public void becomeHandlerForConnection(JupyterConnection connection) {
        super.becomeHandlerForConnection(connection);
        connection.setHandler(MessageType.EXECUTE_REQUEST, this::execute);
    }

    private void execute(ShellReplyEnvironment reply, Message<ExecuteRequest> message) {
        reply.setBusyDeferIdle();
        var request = message.getContent();
        if (wasQueuedBehindFailure(message)) {
            reply.reply(new Message<>(message, aborted(), new Aborted("aborted")));
            lastHandled = System.nanoTime();
            return;
        }
        var number = request.isSilent() ? executionCount.get() : executionCount.getAndIncrement();
        var cell = new Cell(number, message);
        if (!request.isSilent()) reply.publish(new PublishExecuteInput(request.getCode(), number));
        input.begin();
        outbox.begin(cell);
        try {
            Object value = null;
            if (request.getCode().strip().equals(Magics.RESET)) reset();
            else value = interpreter.evaluate(cell, request.getCode());
            var data = isSilent(value) ? null : render(value);
            outbox.drain();
            if (data != null && !request.isSilent()) reply.publish(new PublishExecuteResult(number, data));
            reply.reply(new ExecuteReply(number, Map.of()));
        } catch (CellFailure e) {
            fail(reply, request, number, e);
        } catch (Exception | StackOverflowError | LinkageError e) { // a value whose toString() fails, say
            fail(reply, request, number, CellFailure.of(e));
        }
        lastHandled = System.nanoTime();
    }

    /** A new session in the same process, which is warm: nothing is there that cells declared, imported or added to the class path. */
    private void reset() {
        interpreter.close();
        interpreter = new Interpreter(compilerOptions);
    }

    private void fail(ShellReplyEnvironment reply, ExecuteRequest request, int number, CellFailure failure) {
        var report = failure.report().stream()
                .map(line -> line.startsWith("    at") || line.startsWith("  |") ? line : RED + line + PLAIN)
                .toList();
        try {
            outbox.drain();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        reply.publish(new PublishError(failure.name(), failure.getMessage(), report));
        var error = new ErrorReply(failure.name(), failure.getMessage(), report);
        error.setExecutionCount(number);
        reply.replyError(ExecuteReply.MESSAGE_TYPE.error(), error);
        if (request.shouldStopOnError()) failedAt = Instant.now();
    }

    /**
     * Whether the request waited in the queue while an earlier cell failed: "Run All" must not run on behind an error.
     * The front end's clock may be wrong, so the request must also have come at once.
     */
    private boolean wasQueuedBehindFailure(Message<?> message) {
        if (System.nanoTime() - lastHandled > 500_000_000L) return false;
        try {
            return OffsetDateTime.parse(message.getHeader().getTimestamp().getDateString())
                    .toInstant()
                    .isBefore(failedAt);
        } catch (DateTimeException | NullPointerException e) {
            return false; // a front end that sends no such time
        }
    }

    /** The reply to a request that was not run, which the library lacks. */
    private record Aborted(String status) {}

    @SuppressWarnings("unchecked") // the library only uses the type's name
    private static MessageType<Aborted> aborted() {
        return (MessageType<Aborted>) (MessageType<?>) ExecuteReply.MESSAGE_TYPE;
    }

    @Override
    public DisplayData eval(String text) throws Exception {
        var value = interpreter.evaluate(new Cell(executionCount.get(), null), text);
        return isSilent(value) ? null : render(value);
    }

    @Override
    public void interrupt() {
        interpreter.interrupt();
    }

    @Override
    public ReplacementOptions complete(String text, int cursor) {
        var found = interpreter.complete(text, cursor);
        return found.proposals().isEmpty() ? null : new ReplacementOptions(found.proposals(), found.start(), cursor);
    }

    @Override
    public DisplayData inspect(String text, int cursor, boolean detail) {
        var found = interpreter.explain(text, cursor);
        return found.isEmpty() ? null : new DisplayData(String.join("\n", found));
    }

    @Override
    public String isComplete(String text) {
        return switch (interpreter.completeness(text)) {
            case COMPLETE, COMPLETE_WITH_SEMI, CONSIDERED_INCOMPLETE, EMPTY -> IS_COMPLETE_YES;
            case DEFINITELY_INCOMPLETE -> "    ";
            case UNKNOWN -> IS_COMPLETE_BAD;
        };
    }

    @Override
    public LanguageInfo getLanguageInfo() {
        return JAVA;
    }

    @Override
    public void onShutdown(boolean restarting) {
        interpreter.interrupt();
        var end = new Thread(
                () -> {
                    try {
                        Thread.sleep(1000); // the reply is sent after this method returns
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    System.exit(0);
                },
                "shutdown");
        end.setDaemon(true);
        end.start();
    }
}
