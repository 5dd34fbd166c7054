package org.tandemrl.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Public, because cells use its static members. */
@Timeout(60)
public final class InterpreterTest {
    /** Counted up and looked at by cells and tests alike. */
    public static final AtomicLong COUNT = new AtomicLong();

    public static volatile CountDownLatch started;

    private final Interpreter session = new Interpreter(List.of("--add-modules", "jdk.incubator.vector"));
    private final AtomicInteger number = new AtomicInteger();

    @AfterEach
    void close() {
        session.close();
    }

    private Object run(String text) throws CellFailure {
        return session.evaluate(new Cell(number.incrementAndGet(), null), text);
    }

    private CellFailure failure(String text) {
        return assertThrows(CellFailure.class, () -> run(text));
    }

    /** Runs a cell that calls {@code started.countDown()}, interrupts it then, and returns how it ended. */
    private CellFailure interrupted(String text, int times) throws Exception {
        started = new CountDownLatch(1);
        var end = CompletableFuture.supplyAsync(
                () -> failure("import static org.tandemrl.kernel.InterpreterTest.*;\n" + text));
        assertTrue(started.await(20, TimeUnit.SECONDS), "the cell began");
        Thread.sleep(200);
        for (var time = 0; time < times; time++) session.interrupt();
        return end.get(30, TimeUnit.SECONDS);
    }

    // Values

    @Test
    void theLastExpressionIsTheValueOfTheCell() throws CellFailure {
        assertEquals(42, run("int x = 40;\nx + 2"));
    }

    @Test
    void aDeclarationAndAStatementHaveNoValue() throws CellFailure {
        assertNull(run("int x = 1;"));
        assertNull(run("int y = 2; x = 5;"));
        assertNull(run("if (x > 0) { y = 3; }"));
        assertNull(run("1 + 1;\nint z = 0;"));
        assertNull(run("// nothing\n"));
    }

    @Test
    void aValueIsTheObjectItselfAndNotItsText() throws CellFailure {
        assertTrue(run("new java.awt.image.BufferedImage(2, 3, 1)") instanceof java.awt.image.BufferedImage);
    }

    @Test
    void variablesTypesAndMethodsStayFromCellToCell() throws CellFailure {
        run("record Point(int x, int y) {}\nint norm(Point p) { return p.x() + p.y(); }");
        run("var p = new Point(3, 4);");
        assertEquals(7, run("norm(p)"));
        run("int norm(Point p) { return p.x() * p.y(); }");
        assertEquals(12, run("norm(p)"));
    }

    @Test
    void typesMayReferToOnesThatFollowInTheSameCell() throws CellFailure {
        assertEquals(3, run("""
                sealed interface Shape permits Square, Line {}
                record Square(int side) implements Shape {}
                record Line(int length) implements Shape {}
                int size(Shape s) { return half(switch (s) { case Square q -> q.side() * q.side(); case Line l -> l.length(); }); }
                int half(int n) { return n / 2; }
                size(new Line(6))"""));
    }

    @Test
    void aTextBlockMayHoldWhatLooksLikeAMagic() throws CellFailure {
        assertEquals("%maven a:b:c\n", run("\"\"\"\n%maven a:b:c\n\"\"\""));
    }

    @Test
    void theVectorModuleCanBeUsed() throws CellFailure {
        assertTrue((int) run("import jdk.incubator.vector.*;\nDoubleVector.SPECIES_PREFERRED.length()") > 1);
    }

    @Test
    void branchesThatJoinDifferentTypesOfTheNotebookPassTheVerifier() throws CellFailure {
        assertEquals("B", run("""
                interface I { default String n() { return getClass().getSimpleName(); } }
                class A implements I {}
                class B implements I {}
                String pick(int k) { I i = null; for (int j = 0; j < k; j++) { var c = j % 2 == 0 ? new A() : new B(); i = c; } return i.n(); }
                pick(4)"""));
    }

    // Errors

    @Test
    void aCompileErrorShowsItsLineInTheCell() {
        var failure = failure("int a = 1;\n\n// a remark\nint b = a + nope;\n");
        assertEquals("CompileError", failure.name());
        assertTrue(
                failure.report().getFirst().startsWith("line 4: cannot find symbol"),
                failure.report().toString());
        assertEquals("  | int b = a + nope;", failure.report().get(1));
        assertEquals("  |             ^^^^", failure.report().get(2));
    }

    @Test
    void aMissingBracketIsSaidSoAndNothingBehindItRuns() {
        var failure = failure("int a = 1;\nint f(int x) {\n  return x;\n");
        assertEquals("IncompleteSource", failure.name());
        assertTrue(failure.getMessage().contains("line 2"), failure.getMessage());
    }

    @Test
    void aTypeThatIsNowhereDeclaredIsAnError() throws CellFailure {
        var failure = failure("Strng text;");
        assertTrue(failure.getMessage().contains("class Strng"), failure.getMessage());
        run("class Strng {}");
        assertNull(run("text"));
    }

    @Test
    void anExceptionShowsOnlyTheNotebooksFramesAndTheirLines() throws CellFailure {
        run("void inner() {\n    throw new IllegalStateException(\"broken\");\n}");
        var failure = failure("int k = 0;\nk++;\ninner();");
        assertEquals("IllegalStateException", failure.name());
        assertEquals("broken", failure.getMessage());
        assertEquals(
                List.of(
                        "java.lang.IllegalStateException: broken",
                        "    at inner, cell 1, line 2",
                        "    at cell 2, line 3"),
                failure.report());
        assertEquals(1, run("k"));
    }

    @Test
    void framesInTypesAndLambdasOfTheNotebookAreNamedAsTheyWereWritten() throws CellFailure {
        run(
                "class Odd extends RuntimeException { Odd(String m) { super(m); } }\nclass Inner {\n    void fail() {\n        throw new Odd(\"x\");\n    }\n}");
        var failure = failure("Runnable task = () -> new Inner().fail();\ntask.run();");
        assertEquals("Odd", failure.name());
        assertEquals(
                List.of(
                        "Odd: x",
                        "    at Inner.fail, cell 1, line 4",
                        "    at lambda, cell 2, line 1",
                        "    at cell 2, line 2"),
                failure.report());
    }

    @Test
    void anExceptionShowsItsCause() {
        var report = failure(
                        "try { Integer.parseInt(\"x\"); } catch (NumberFormatException e) { throw new RuntimeException(\"outer\", e); }")
                .report();
        assertTrue(
                report.contains("Caused by: java.lang.NumberFormatException: For input string: \"x\""),
                report.toString());
    }

    @Test
    void anErrorLikeAStackOverflowLeavesTheSessionUsable() throws CellFailure {
        var failure = failure("int down(int n) { return down(n + 1) + 1; }\ndown(0)");
        assertEquals("StackOverflowError", failure.name());
        assertTrue(failure.getMessage().contains("call itself without an end"), failure.getMessage());
        assertTrue(
                failure.report().contains("    at down, cell 1, line 1"),
                failure.report().toString());
        assertTrue(failure.report().size() < 30, failure.report().size() + " lines");
        assertEquals(2, run("1 + 1"));
    }

    @Test
    void whatWouldEndTheProcessIsRefusedHoweverItIsWritten() throws CellFailure {
        run("import java.util.function.*;\nvoid leave() { System.exit(3); }");
        for (var way : List.of(
                "System.exit(3);",
                "Runtime.getRuntime().exit(3);",
                "Runtime.getRuntime().halt(3);",
                "leave();",
                "Runnable r = () -> System.exit(3);\nr.run();",
                "IntConsumer c = System::exit;\nc.accept(3);",
                "IntConsumer c = Runtime.getRuntime()::halt;\nc.accept(3);",
                "BiConsumer<Runtime, Integer> c = Runtime::exit;\nc.accept(Runtime.getRuntime(), 3);")) {
            var failure = failure(way);
            assertEquals("SecurityException", failure.name(), way);
            assertTrue(failure.getMessage().startsWith("exit(3) would end the session"), failure.getMessage());
        }
        assertEquals(2, run("1 + 1"));
    }

    // What a cell does to earlier ones

    /** What a cell prints to System.err. */
    private String warning(String text) throws CellFailure {
        var before = System.err;
        var printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            run(text);
        } finally {
            System.setErr(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void anImportThatMakesANameAmbiguousKeepsWhatEarlierCellsMeantByIt() throws CellFailure {
        run(
                "import java.util.*;\nvar s = new ArrayList<>(List.of(\"x\"));\nList<String> t = List.of(\"y\");\nint size(List<String> l) { return l.size(); }");
        assertEquals(
                "List stays java.util.List, as earlier cells use it; the other List needs its full name.\n",
                warning("import java.awt.*;"));
        assertEquals(List.of("x"), run("s"));
        assertEquals(2, run("size(s) + size(t)"));
        assertEquals("", warning("import java.awt.*;\nvar c = Color.RED;\njava.awt.List other = null;"));
    }

    @Test
    void anImportThatIsNotACellsFirstLineResetsNothing() throws CellFailure {
        run("var s = new ArrayList<>(List.of(\"x\"));");
        assertEquals(
                "",
                warning(
                        "int a = 1;\n\n  import java.util.stream.*; import java.text.*;\n/* and */ import java.time.*;"));
        assertEquals(List.of("x"), run("s"));
    }

    @Test
    void variablesThatLoseTheirValuesToANewDeclarationAreNamedWithTheReason() throws CellFailure {
        run("class A { int k; }\nrecord B(int k) {}");
        run(
                "A a = new A();\nint n = new A().k + 3;\nvar kept = 5;\nvar b = new B(4);\nint twice() { return 2 * b.k(); }");
        var first = warning("class A { int k, m; }");
        assertTrue(first.contains("  a (cell 2) is null again, because of `class A { int k, m; }`\n"), first);
        assertFalse(first.contains("kept"), first);
        assertNull(run("a"));
        var second = warning("record B(int k, int m) {\n}");
        assertTrue(
                second.contains(
                        "  b (cell 2) cannot be used any more, because of `record B(int k, int m) { …`: constructor B in record B"),
                second);
        assertTrue(second.contains("  twice() (cell 2) cannot be used any more"), second);
        assertEquals(5, run("kept"));
    }

    @Test
    void aCellThatGivesEverythingAValueAgainIsNotComplainedOf() throws CellFailure {
        var cell = "record P(int x) {}\nclass Q { int k; }\nvar p = new P(1);\nQ q;\nq = new Q();";
        assertEquals("", warning(cell));
        assertEquals("", warning(cell));
        assertEquals("", warning(cell.replace("int x", "long x").replace("int k", "long k")));
        assertEquals("", warning("int p = 3;"));
    }

    @Test
    void callingAMethodWhoseBodyIsUnresolvedNamesWhatIsMissing() throws CellFailure {
        run("int later() { return nope(); }");
        assertTrue(failure("later()").getMessage().contains("method nope()"));
    }

    // Interrupts

    @Test
    void anInterruptStopsAnEmptyLoopAndKeepsTheSession() throws Exception {
        run("int before = 7;");
        assertEquals(
                "Interrupted",
                interrupted("{ started.countDown(); while (true) ; }", 1).name());
        assertEquals(7, run("before"));
        assertEquals(45, run("int sum = 0;\nfor (int i = 0; i < 10; i++) sum += i;\nsum"));
    }

    @Test
    void anInterruptEndsASleepAndTheRestOfTheCellDoesNotRun() throws Exception {
        COUNT.set(0);
        interrupted("{ started.countDown(); Thread.sleep(100_000); }\nCOUNT.set(1);", 1);
        assertEquals(0, COUNT.get());
    }

    @Test
    void anInterruptStopsALoopThatCatchesExceptions() throws Exception {
        interrupted("{ started.countDown(); while (true) { try { Thread.sleep(1); } catch (Exception e) { } } }", 1);
        assertEquals(1, run("1"));
    }

    @Test
    void anInterruptStopsARecursionAndAMethodOfAnEarlierCell() throws Exception {
        run("int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }");
        interrupted("{ started.countDown(); fib(80); }", 1);
        assertEquals(55, run("fib(10)"));
    }

    @Test
    void aLibraryThatHeedsTheInterruptEndsTidilyAndItsResultIsKept() throws Exception {
        interrupted("var result = train(() -> started.countDown());\nCOUNT.set(-1);", 1);
        assertEquals("stopped tidily", run("result"));
        assertTrue(COUNT.get() > 0, "the rest of the cell did not run");
    }

    /** A loop in a library with a call-back into the notebook, which polls the interrupt as the toolkit's training does. */
    public static String train(Runnable progress) {
        while (!Thread.interrupted()) {
            progress.run();
            COUNT.incrementAndGet();
            for (var until = System.nanoTime() + 50_000_000; System.nanoTime() < until; ) Thread.onSpinWait();
        }
        return "stopped tidily";
    }

    @Test
    void aSecondInterruptStopsTheNotebooksCodeInsideALibrary() throws Exception {
        var begun = System.nanoTime();
        interrupted("Stream.of(1).forEach(i -> { started.countDown(); while (true) COUNT.incrementAndGet(); });", 2);
        assertTrue(System.nanoTime() - begun < 4e9, "sooner than the time a library is given");
        var seen = COUNT.get();
        Thread.sleep(100);
        assertEquals(seen, COUNT.get(), "the loop has ended");
    }

    @Test
    void aSecondInterruptLeavesCodeBehindThatHeedsNothing() throws Exception {
        COUNT.set(1);
        interrupted("deaf();", 2);
        assertEquals(3, run("1 + 2"));
        COUNT.set(0);
    }

    public static void deaf() {
        started.countDown();
        while (COUNT.get() > 0) Thread.onSpinWait();
    }

    @Test
    void anInterruptDoesNotTouchThreadsOfEarlierCells() throws Exception {
        COUNT.set(0);
        run(
                "import static org.tandemrl.kernel.InterpreterTest.*;\nvar on = new java.util.concurrent.atomic.AtomicBoolean(true);\n"
                        + "new Thread(() -> { while (on.get()) COUNT.incrementAndGet(); }).start();");
        interrupted("{ started.countDown(); while (true) ; }", 1);
        var seen = COUNT.get();
        Thread.sleep(100);
        assertTrue(COUNT.get() > seen, "the thread goes on");
        run("on.set(false);");
    }

    @Test
    void anInterruptWhenNothingRunsDoesNothing() throws CellFailure {
        session.interrupt();
        assertEquals(10, run("int n = 0;\nwhile (n < 10) n++;\nn"));
    }

    // Completion and explanation

    @Test
    void completionProposesMembersAndVariablesOfTheSession() throws CellFailure {
        run("var landscape = \"x\";");
        var text = "int y = 1;\nland";
        var found = session.complete(text, text.length());
        assertEquals(List.of("landscape"), found.proposals());
        assertEquals(text.length() - 4, found.start());
        assertTrue(session.complete("landscape.sub", 13).proposals().contains("substring("));
    }

    @Test
    void completionKnowsVariablesDeclaredEarlierInTheCell() {
        var text = "var local = List.of(1);\nlocal.strea";
        assertEquals(List.of("stream()"), session.complete(text, text.length()).proposals());
    }

    @Test
    void inspectionShowsSignatures() {
        assertTrue(session.explain("int m = Math.max(1, 2);", 15).stream()
                .anyMatch(entry -> entry.contains("double Math.max(double a, double b)")));
        assertTrue(session.explain("nothing", 3).isEmpty());
    }

    // Magics

    @Test
    void aJarThatAMagicAddsCanBeUsedInTheSameCell(@TempDir Path directory) throws Exception {
        var name = Sample.class.getName().replace('.', '/') + ".class";
        try (var jar = new JarOutputStream(Files.newOutputStream(directory.resolve("sample.jar")))) {
            jar.putNextEntry(new JarEntry("hello.txt"));
            jar.write("hello".getBytes());
            jar.putNextEntry(new JarEntry(name));
        }
        var cell = "// the library\n%jars " + directory
                + "/*.jar\nnew String(Thread.currentThread().getContextClassLoader().getResourceAsStream(\"hello.txt\").readAllBytes())";
        assertEquals("hello", run(cell));
        assertEquals(
                "hello", run(cell.replace("%jars " + directory + "/*.jar", "%classpath " + directory + "/sample.jar")));
    }

    /** Something to name. */
    static final class Sample {}

    @Test
    void aMagicSaysWhatIsWrongWithIt() {
        assertTrue(failure("%classpath /no/such/file.jar").getMessage().contains("nothing matches /no/such/file.jar"));
        assertTrue(failure("%matplotlib inline").getMessage().contains("%matplotlib is not known"));
        assertTrue(failure("%maven junit").getMessage().contains("GROUP:ARTIFACT:VERSION"));
        assertTrue(failure("%jars").getMessage().contains("needs an argument"));
    }

    @Test
    void mavenMagicMakesALibraryUsable() throws CellFailure {
        assertThrows(CellFailure.class, () -> run("org.apache.commons.math3.util.ArithmeticUtils.gcd(12, 18)"));
        run("%maven org.apache.commons:commons-math3:3.6.1");
        assertEquals(6, run("org.apache.commons.math3.util.ArithmeticUtils.gcd(12, 18)"));
    }

    @Test
    void aTextIsKnownToBeCompleteOrNot() {
        assertTrue(session.completeness("int x = 1;").isComplete());
        assertFalse(session.completeness("for (;;) {").isComplete());
    }
}
