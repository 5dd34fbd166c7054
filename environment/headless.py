"""Executes and checks notebooks without a browser. Called by environment/run and environment/test."""
import base64
import concurrent.futures
import contextlib
import copy
import functools
import glob
import io
import multiprocessing
import os
import queue
import re
import shutil
import sys
import time
import xml.etree.ElementTree as ElementTree

import nbformat
from jupyter_client.manager import start_new_kernel
from nbclient import NotebookClient
from nbconvert import HTMLExporter

import plain_ijava
from jupyter_core.utils import run_sync

CELL_SECONDS = int(os.environ.get("TANDEM_CELL_SECONDS", "7200"))
TEST_CELL_SECONDS = int(os.environ.get("TANDEM_CELL_SECONDS", "600"))


class Client(NotebookClient):
    """Says which cell runs, and how long it took."""

    async def async_execute_cell(self, cell, cell_index, *arguments, **options):
        is_code = cell.cell_type == "code" and cell.source.strip()
        if is_code:
            first_line = cell.source.strip().splitlines()[0][:70]
            print(f"  [{cell_index + 1}/{len(self.nb.cells)}] {first_line}", end="", flush=True)
        begun = time.monotonic()
        try:
            return await super().async_execute_cell(cell, cell_index, *arguments, **options)
        finally:
            if is_code:
                print(f"  ({time.monotonic() - begun:.1f} s)", flush=True)


def execute(path, directory, seconds, kernel=None):
    """The executed notebook and the error that stopped it, or None; on the kernel that it asks for or the one given."""
    print(os.path.basename(path) + (f" on {kernel}" if kernel else ""), flush=True)
    return execute_read(nbformat.read(path, as_version=4), directory, seconds, kernel)


def execute_read(notebook, directory, seconds, kernel=None):
    """The same of a notebook that was read before."""
    kernel = kernel or notebook.metadata.get("kernelspec", {}).get("name", "java")
    client = Client(notebook, timeout=seconds, kernel_name=kernel, interrupt_on_timeout=False,
                    startup_timeout=120, resources={"metadata": {"path": directory}})
    try:
        client.execute()
        return notebook, None
    except Exception as error:  # a failed cell, a cell out of time, a kernel that died
        return notebook, error


class Warm:
    """
    A kernel in which notebooks follow each other, each in a session of its own (%reset): most of what a short notebook costs is a JVM that starts and
    compiles. It ends with its process.
    """
    manager = None


def execute_warm(notebook, directory, seconds):
    """A notebook of our own kernel, executed in this process' kernel, with the error that stopped it, or None; the first one's folder is that of all."""
    client = Client(notebook, timeout=seconds, kernel_name="java", interrupt_on_timeout=False,
                    startup_timeout=20 if Warm.manager else 120, resources={"metadata": {"path": directory}})
    client.owns_km = False
    client.km = Warm.manager or client.create_kernel_manager()
    reused = Warm.manager is not None
    begun = [nbformat.v4.new_code_cell("%reset")] if reused else []
    notebook.cells = begun + notebook.cells
    try:
        client.execute()
        error = None
    except Exception as failed:  # a failed cell, a cell out of time, a kernel that died
        error = failed
    notebook.cells = notebook.cells[len(begun):]
    if client.kc:
        client.kc.stop_channels()
    Warm.manager = None if error else client.km
    if error and client.km is None and reused:
        # It never got to a cell: that says nothing of the notebook.
        print(f"  a kernel that was used before does not answer ({error}); another is started")
        return execute_warm(notebook, directory, seconds)
    if error and client.km is not None and client.km.has_kernel:
        run_sync(client.km.shutdown_kernel)(now=True)
    return notebook, error


def save(notebook, path):
    """Writes the notebook and an HTML page next to it."""
    nbformat.write(notebook, path)
    page, _ = HTMLExporter().from_notebook_node(notebook)
    with open(path[:-len(".ipynb")] + ".html", "w", encoding="utf-8") as file:
        file.write(page)


def pictures(cell):
    for output in cell.get("outputs", []):
        data = output.get("data", {}).get("image/png")
        if data:
            yield base64.b64decode("".join(data))


def complaints(notebook):
    """What the cells' metadata promise and the outputs do not keep."""
    for number, cell in enumerate(notebook.cells, 1):
        tags = cell.metadata.get("tags", [])
        outputs = cell.get("outputs", [])
        if "shows-png" in tags and not any(p.startswith(b"\x89PNG\r\n\x1a\n") and len(p) > 100 for p in pictures(cell)):
            yield f"cell {number} shows no PNG picture"
        if "shows-html" in tags and not any("".join(o.get("data", {}).get("text/html", "")).strip() for o in outputs):
            yield f"cell {number} shows no HTML"
        if "raises-exception" in tags and not any(o.output_type == "error" for o in outputs):
            yield f"cell {number} raises no exception"
        promised = cell.metadata.get("prints", "")  # not a tag, for tags may not hold commas
        printed = "".join("".join(o.get("text", "")) for o in outputs if o.output_type == "stream")
        if promised not in printed:
            yield f"cell {number} does not print {promised!r} but {printed!r}"


# What a notebook is about stands in one line of its first code cell: var task = "hopper"; or var tasks = List.of("hopper", "ant");
TASK = re.compile(r'^var task = "([\w-]+)";', re.MULTILINE)
TASKS = re.compile(r'^var tasks = List\.of\((.*)\);', re.MULTILINE)
OBJECT_ADDRESS = re.compile(r"\b[A-Za-z_$][\w.$]*@[0-9a-f]{6,}\b")


def first_code(notebook):
    return next((cell for cell in notebook.cells if cell.cell_type == "code"), None)


def with_another_task(notebook):
    """The notebook about another task, or of its tasks the second only; None if no line of it says what it is about, or it is about one that has no like."""
    other = copy.deepcopy(notebook)
    cell = first_code(other)
    if cell is None or not (TASK.search(cell.source) or TASKS.search(cell.source)):
        return None
    tasks = TASKS.search(cell.source)
    if tasks and ", " not in tasks[1]:
        return None
    cell.source = TASK.sub(lambda found: f'var task = "{"hopper" if found[1] == "cartpole" else "cartpole"}";', cell.source)
    cell.source = TASKS.sub(lambda found: f"var tasks = List.of({found[1].split(', ')[1]});", cell.source)
    for each in other.cells:
        each.metadata.pop("prints", None)  # promised of the notebook as it stands
    return other


def object_addresses(notebook):
    """Cells that show what Java calls an object without a text of its own, "java.io.PrintStream@940bcac"."""
    for number, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            # A text that comes with something richer is not what is seen.
            shown = "" if any(kind != "text/plain" for kind in data) else "".join(data.get("text/plain", ""))
            for text in (shown, "".join(output.get("text", ""))):
                found = OBJECT_ADDRESS.search(text)
                if found:
                    yield f"cell {number} shows {found[0]}"


class Session:
    """A kernel of its own, and what it answers."""

    def __init__(self, kernel="java"):
        self.manager, self.client = start_new_kernel(kernel_name=kernel, startup_timeout=120)

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def start(self, code):
        return self.client.execute(code)

    def finish(self, request, seconds=30):
        """The content of the reply."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                reply = self.client.get_shell_msg(timeout=1)
            except queue.Empty:
                continue
            if reply["parent_header"].get("msg_id") == request:
                return reply["content"]
        raise AssertionError(f"no reply within {seconds} s")

    def outputs(self, request, seconds):
        """Text printed on behalf of a request until the time is over."""
        text, end = "", time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                message = self.client.get_iopub_msg(timeout=0.2)
            except queue.Empty:
                continue
            if message["parent_header"].get("msg_id") == request and message["msg_type"] == "stream":
                text += message["content"]["text"]
        return text

    def run(self, code, seconds=30):
        return self.finish(self.start(code), seconds)

    def value(self, code):
        """What an expression prints."""
        request = self.start(f"System.out.print({code});")
        assert self.finish(request)["status"] == "ok"
        return self.outputs(request, 1)

    def question(self):
        """Waits until the kernel asks for input."""
        message = self.client.get_stdin_msg(timeout=30)
        assert message["msg_type"] == "input_request", message


def interrupt_keeps_the_session(session):
    assert session.run("int kept = 41;")["status"] == "ok"
    request = session.start("while (true) { kept++; kept--; }")
    time.sleep(2)
    session.manager.interrupt_kernel()
    reply = session.finish(request, 10)
    assert reply["status"] == "error" and reply["ename"] == "Interrupted", reply
    request = session.start("System.out.print(\"kept \" + (kept > 0));")
    assert session.finish(request)["status"] == "ok"
    assert session.outputs(request, 1) == "kept true"


def output_of_a_thread_appears_under_its_cell(session):
    request = session.start("new Thread(() -> { try { Thread.sleep(1500); } catch (InterruptedException e) { } "
                            "System.out.println(\"late\"); }).start();")
    assert session.finish(request)["status"] == "ok"
    assert session.run("1 + 1")["status"] == "ok"
    assert session.outputs(request, 3) == "late\n"


def cells_queued_behind_an_error_do_not_run(session):
    requests = [session.start(code) for code in ("int one = 1;", "throw new Exception(\"no\");", "one = 2;")]
    assert [session.finish(request)["status"] for request in requests] == ["ok", "error", "aborted"]
    request = session.start("System.out.print(one);")
    assert session.finish(request)["status"] == "ok"
    assert session.outputs(request, 1) == "1"


def completion_and_inspection_answer(session):
    request = session.client.complete("Math.hypo", 9)
    assert session.finish(request)["matches"] == ["hypot("]
    request = session.client.inspect("Math.hypot", 10)
    assert "double Math.hypot(double x, double y)" in session.finish(request)["data"]["text/plain"]


def html_is_sent_once(session):
    text = 'io.github.spencerpark.jupyter.kernel.display.mime.MIMEType.TEXT_PLAIN'
    assert session.value(f'render("<b>x</b>", "text/html").getData({text})') == "HTML of 8 characters"


def an_interrupted_training_goes_on(session):
    begin = '''
        import org.tandemrl.run.*;
        var small = org.tandemrl.algorithm.firstorder.DmoConfig.forTask("cartpole").with("model.updates", 2).with("exploration.updates", 2);
        var run = Run.start(new RunSettings("dmo", "cartpole", 1, 100_000_000, 1, small),
            java.nio.file.Files.createTempDirectory("tandem").resolve("run"));'''
    assert session.run(begin)["status"] == "ok"
    epochs = []
    for _ in range(2):
        request = session.start("boolean done = run.train(r -> {});")
        time.sleep(4)
        session.manager.interrupt_kernel()
        session.finish(request, 20)
        request = session.start("System.out.print(done + \" \" + run.algorithm().epochs());")
        assert session.finish(request)["status"] == "ok"
        done, count = session.outputs(request, 1).split()
        assert done == "false"
        epochs.append(int(count))
    assert 0 < epochs[0] < epochs[1], epochs


def a_cell_that_reads_asks_the_front_end(session):
    request = session.start("System.out.print(\"name and age? \"); var in = new Scanner(System.in);\n"
                            "var name = in.nextLine(); int age = in.nextInt(); int first = System.in.read();")
    for answer in ("Zoë", "36", "*"):
        session.question()
        session.client.input(answer)
    assert session.finish(request)["status"] == "ok"
    assert session.outputs(request, 1) == "name and age? "
    assert session.value("name + age + (char) first") == "Zoë36*"


def a_cell_that_reads_where_nobody_can_be_asked_says_so(session):
    for code in ("new Scanner(System.in).nextLine()", "System.in.read()"):
        reply = session.finish(session.client.execute(code, allow_stdin=False))
        assert reply["status"] == "error" and "nobody can be asked here" in reply["evalue"], reply


def an_interrupt_takes_a_question_back(session):
    request = session.start("new Scanner(System.in).nextLine()")
    session.question()
    session.manager.interrupt_kernel()
    reply = session.finish(request, 10)
    assert reply["ename"] == "Interrupted", reply
    session.client.input("an answer that comes too late")
    time.sleep(0.5)
    request = session.start("var asked = new Scanner(System.in).nextLine();")
    session.question()
    session.client.input("in time")
    assert session.finish(request)["status"] == "ok"
    assert session.value("asked") == "in time"


def leaving_and_endless_recursion_are_refused_with_a_reason(session):
    session.run("int still = 5; int down(int n) { return down(n + 1) + 1; }")
    for code, reason in (("System.exit(3);", "would end the session"), ("down(0)", "call itself without an end")):
        reply = session.run(code)
        assert reply["status"] == "error" and reason in reply["evalue"], reply
    assert session.value("still") == "5"


def a_reset_begins_a_new_session(session):
    session.run("int before = 1; import java.time.LocalDate;")
    assert session.run("%reset")["status"] == "ok"
    for code in ("before", "LocalDate.now()"):
        reply = session.run(code)
        assert reply["status"] == "error" and "cannot find symbol" in reply["evalue"], reply
    assert session.value("List.of(1, 2).size()") == "2"
    reply = session.run("%reset\nint after = 1;")
    assert "alone in its cell" in reply["evalue"], reply


def a_cell_says_what_it_takes_from_earlier_ones(session):
    session.run("class Kind { int k; }")
    session.run("Kind kind = new Kind();\nvar list = new ArrayList<>(List.of(1));")
    request = session.start("class Kind { int k, m; }\nimport java.awt.*;")
    assert session.finish(request)["status"] == "ok"
    said = session.outputs(request, 1)
    assert "kind (cell" in said and "is null again, because of `class Kind { int k, m; }`" in said, said
    assert "List stays java.util.List" in said and "list" not in said, said
    assert session.value("list") == "[1]"


KERNEL_TESTS = [a_cell_that_reads_asks_the_front_end, a_cell_that_reads_where_nobody_can_be_asked_says_so,
                an_interrupt_takes_a_question_back, leaving_and_endless_recursion_are_refused_with_a_reason,
                a_cell_says_what_it_takes_from_earlier_ones, a_reset_begins_a_new_session, an_interrupted_training_goes_on, interrupt_keeps_the_session, output_of_a_thread_appears_under_its_cell,
                cells_queued_behind_an_error_do_not_run, completion_and_inspection_answer, html_is_sent_once]


# One that trains and one that draws run on IJava, too.
IJAVA_NOTEBOOKS = ["01-quickstart.ipynb", "05-robots.ipynb"]


def maven_brings_the_toolkit_to_a_plain_ijava(session, root):
    reply = session.run(f"%maven org.tandemrl:tandem-toolkit:{plain_ijava.version(root)}", 300)
    assert reply["status"] == "ok", reply
    reply = session.run("""
        import org.tandemrl.run.*;
        var small = org.tandemrl.algorithm.firstorder.DmoConfig.forTask("cartpole").with("model.updates", 2).with("exploration.updates", 2);
        var folder = java.nio.file.Files.createTempDirectory("tandem").resolve("run");
        var run = Run.start(new RunSettings("dmo", "cartpole", 1, 5_000, 1, small), folder);
        boolean done = run.train(r -> {});
        run.close();
        var again = Run.resume(folder);""", 180)
    assert reply["status"] == "ok", reply
    assert session.value("done && again.algorithm().samples() >= 5_000") == "true"


def java_results(root):
    """Numbers of passed and failed Java tests, from Maven's reports; what was skipped is printed with its reason."""
    passed = failed = 0
    for module in ("toolkit", "toolkit/src/jmh", "environment/kernel"):
        for path in glob.glob(os.path.join(root, module, "target/surefire-reports/TEST-*.xml")):
            suite = ElementTree.parse(path).getroot()
            bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            passed += int(suite.get("tests", 0)) - bad - int(suite.get("skipped", 0))
            failed += bad
            if bad:
                print("failed:", suite.get("name"))
            reasons = [(skipped.text or skipped.get("message") or "").strip().split("\n")[0]
                       .removeprefix("org.opentest4j.TestAbortedException: ") for skipped in suite.iter("skipped")]
            for reason in sorted(set(reasons)):
                print(f"skipped: {reasons.count(reason)} of {suite.get('name')}: {reason}")
    return passed, failed


class Tally:
    """Counts checks, and goes on after one that fails."""

    def __init__(self):
        self.passed = self.failed = 0

    def take(self, name, problems, printed=""):
        """What came of a check, and what it printed."""
        print(printed, end="")
        for problem in problems:
            print(f"failed: {name}: {problem}", flush=True)
        if problems:
            self.failed += 1
        else:
            self.passed += 1
            print("passed:", name, flush=True)

    def check_together(self, checks):
        """Checks, by name, in a few processes at a time; each is reported as a whole, in the order in which they end."""
        # Not forked: a thread beside this one asks a kernel, and a copy of a lock that it holds is never let go.
        spawned = multiprocessing.get_context("spawn")
        with concurrent.futures.ProcessPoolExecutor(PROCESSES, mp_context=spawned) as pool:
            running = {pool.submit(outcome, run, True): name for name, run in checks}
            for done in concurrent.futures.as_completed(running):
                self.take(running[done], *done.result())


# One more than the cores of a small machine: kernels that start, and checks that ask them, wait.
PROCESSES = 3


def outcome(run, quiet=False):
    """What is wrong after a check, and if it was to be quiet, what it would have printed."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed) if quiet else contextlib.nullcontext():
        try:
            problems = list(run() or [])
        except Exception as error:
            problems = [f"{type(error).__name__} {error}"]
    return problems, printed.getvalue()


def check_session(checks):
    """What came of checks, by name, one after the other in one session."""
    session = Session("java")
    try:
        return [(name, *outcome(functools.partial(check, session))) for name, check in checks]
    finally:
        session.close()


def check_notebook(scratch, path, kernel=None):
    """
    What is wrong with a notebook after it was executed in a folder of its own, and, on the kernel that it asks for, again in the same session about
    another task: as one runs all cells once more after a change of the first.
    """
    directory = os.path.join(scratch, os.path.splitext(os.path.basename(path))[0] + (f"-{kernel}" if kernel else ""))
    os.makedirs(directory, exist_ok=True)
    shutil.copy(path, directory)
    notebook = nbformat.read(path, as_version=4)
    own = len(notebook.cells)
    other = None if kernel else with_another_task(notebook)
    if other:
        notebook.cells = notebook.cells + [cell for cell in other.cells if cell.cell_type == "code"]
        for number, cell in enumerate(notebook.cells):
            cell["id"] = f"cell-{number}"
    own_kernel = notebook.metadata.get("kernelspec", {}).get("name", "java") == "java" and not kernel
    notebook, error = (execute_warm(notebook, directory, TEST_CELL_SECONDS) if own_kernel
                       else execute_read(notebook, directory, TEST_CELL_SECONDS, kernel))
    if error:
        return [str(error)]
    problems = [*complaints(notebook), *object_addresses(notebook)]
    notebook.cells = notebook.cells[:own]
    save(notebook, os.path.join(directory, os.path.basename(path)))
    return problems


def test(scratch, root, paths):
    tally = Tally()
    tally.passed, tally.failed = java_results(root)
    print(f"Java: {tally.passed} passed, {tally.failed} failed", flush=True)
    checks, cells, asks_kernel = [], {}, set()
    for path in paths:
        about = first_code(with_another_task(nbformat.read(path, as_version=4)) or nbformat.v4.new_notebook())
        line = about and (TASK.search(about.source) or TASKS.search(about.source))[0]
        name = os.path.basename(path) + (f", and once more with {line}" if line else "")
        checks.append((name, functools.partial(check_notebook, scratch, path)))
        if "kernel/src/test" in path:
            asks_kernel.add(name)
        cells[name] = sum(cell.cell_type == "code" for cell in nbformat.read(path, as_version=4).cells)
        if os.path.basename(path) in IJAVA_NOTEBOOKS:
            checks.append((os.path.basename(path) + " on IJava", functools.partial(check_notebook, scratch, path, "ijava")))
    checks.append(("maven brings the toolkit to a plain IJava", functools.partial(check_plain_ijava, scratch, root)))
    # What asks the kernel as it starts, then what has another kernel, then what has much to do: the short ones fill what time is left of the last.
    checks.sort(key=lambda check: (not check[0] in asks_kernel, "IJava" not in check[0], -cells.get(check[0], 0)))
    kernel = [("kernel: " + check.__name__.replace("_", " "), check) for check in KERNEL_TESTS]
    # One session's checks wait for most of their time: they go beside the notebooks.
    with concurrent.futures.ThreadPoolExecutor(1) as beside:
        session = beside.submit(check_session, kernel)
        tally.check_together(checks)
        for name, problems, printed in session.result():
            tally.take(name, problems, printed)
    print(f"{tally.passed} passed, {tally.failed} failed", flush=True)
    return 1 if tally.failed or not tally.passed else 0


def check_plain_ijava(scratch, root):
    plain_ijava.offer(scratch, root, os.environ["IJAVA"])
    session = Session("plain-ijava")
    try:
        maven_brings_the_toolkit_to_a_plain_ijava(session, root)
    finally:
        session.close()


def run(figures, paths):
    for path in paths:
        if not os.path.exists(path):
            print(f"There is no notebook {path}.", file=sys.stderr)
            return 2
        notebook, error = execute(path, os.path.dirname(os.path.abspath(path)), CELL_SECONDS)
        save(notebook, os.path.join(figures, os.path.basename(path)))
        if error:
            print(error, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    if sys.argv[1] == "execute":
        sys.exit(run(sys.argv[2], sys.argv[3:]))
    sys.exit(test(sys.argv[2], sys.argv[3], sys.argv[4:]))
