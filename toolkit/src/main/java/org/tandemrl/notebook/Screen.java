package org.tandemrl.notebook;

import java.awt.image.RenderedImage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;

/** The running kernel's display, found by reflection, so that the toolkit depends on no kernel. */
final class Screen {
    /** Classes whose static functions {@code display} and {@code updateDisplay} kernels import into every notebook. */
    static final List<String> KERNELS = List.of(
            "org.tandemrl.kernel.Display",
            "io.github.spencerpark.ijava.runtime.Display",
            "org.dflib.jjava.jupyter.kernel.BaseNotebookStatics",
            "org.dflib.jjava.jupyter.kernel.NotebookStatics",
            "org.dflib.jjava.runtime.Display",
            "org.rapaio.jupyter.kernel.global.Global");

    private static final Screen NONE = new Screen(null, null, false);

    private final Method display;
    private final Method update;
    private final boolean mimeFirst;

    /** @param mimeFirst rapaio's order of arguments: (mime, object), where the others have (object, mime…) */
    private Screen(Method display, Method update, boolean mimeFirst) {
        this.display = display;
        this.update = update;
        this.mimeFirst = mimeFirst;
    }

    /** The first class of the list that can be loaded and has both functions, or a screen that shows nothing. */
    static Screen find(List<String> classes) {
        for (var loader : new ClassLoader[] {
            Screen.class.getClassLoader(), Thread.currentThread().getContextClassLoader()
        }) {
            for (var name : classes) {
                try {
                    var type = Class.forName(name, true, loader);
                    var arguments = method(type, "display", Object.class, String[].class);
                    if (arguments.isPresent())
                        return new Screen(
                                arguments.get(),
                                type.getMethod("updateDisplay", String.class, Object.class, String[].class),
                                false);
                    return new Screen(
                            type.getMethod("display", String.class, Object.class),
                            type.getMethod("updateDisplay", String.class, String.class, Object.class),
                            true);
                } catch (ReflectiveOperationException | LinkageError e) {
                    // not this kernel
                }
            }
        }
        return NONE;
    }

    private static Optional<Method> method(Class<?> type, String name, Class<?>... parameters) {
        try {
            return Optional.of(type.getMethod(name, parameters));
        } catch (NoSuchMethodException e) {
            return Optional.empty();
        }
    }

    boolean isPresent() {
        return display != null;
    }

    /** Shows an object; its id for {@link #update}, or nothing where no kernel runs. */
    Optional<String> show(Object content) {
        return isPresent()
                ? mimeFirst
                        ? call(display, mime(content), shown(content))
                        : call(display, shown(content), new String[] {mime(content)})
                : Optional.empty();
    }

    void update(String id, Object content) {
        if (mimeFirst) call(update, id, mime(content), shown(content));
        else call(update, id, shown(content), new String[] {mime(content)});
    }

    private static Object shown(Object content) {
        return content instanceof RenderedImage
                ? content
                : content instanceof Notebook.Html html ? html.text() : String.valueOf(content);
    }

    private static String mime(Object content) {
        return content instanceof RenderedImage
                ? "image/png"
                : content instanceof Notebook.Html ? "text/html" : "text/plain";
    }

    private static Optional<String> call(Method method, Object... arguments) {
        try {
            return Optional.ofNullable((String) method.invoke(null, arguments));
        } catch (InvocationTargetException e) {
            return Optional.empty(); // the kernel's classes are there, but it does not run
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
