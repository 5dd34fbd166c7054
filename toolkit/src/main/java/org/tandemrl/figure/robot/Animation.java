package org.tandemrl.figure.robot;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures as a small film in one piece of HTML: nothing is fetched, and several films in one page do not disturb each other. */
public final class Animation {
    private static final String PAGE = """
        <div id="{ID}" tabindex="0" style="display:inline-block;font:13px sans-serif;color:#3c4650;outline-offset:2px">
        <img alt="animation" src="data:image/jpeg;base64,{FIRST}" width="{WIDTH}" height="{HEIGHT}" style="display:block;max-width:100%">
        <div style="display:flex;align-items:center;gap:8px;width:{WIDTH}px;max-width:100%;margin-top:4px">
        <button type="button" aria-label="play or pause" style="width:60px">Play</button>
        <input type="range" min="0" max="{LAST}" value="0" step="1" aria-label="time" style="flex:1;min-width:60px">
        <select aria-label="speed"><option value="0.1">0.1 ×</option><option value="0.25">0.25 ×</option>
        <option value="0.5">0.5 ×</option><option value="1" selected>1 ×</option><option value="2">2 ×</option></select>
        <span style="text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums">0.00 s · step 0</span></div>
        <div style="color:#7a848e;margin-top:2px">Click, then: space plays and pauses, ← → a frame, Home and End, − + speed.</div>
        <script>(function () {
          var box = document.getElementById("{ID}"), frames = [{FRAMES}], seconds = {SECONDS}, steps = {STEPS};
          var picture = box.querySelector("img"), button = box.querySelector("button");
          var slider = box.querySelector("input"), clock = box.querySelector("span"), speed = box.querySelector("select");
          var at = 0, playing = false, started = 0;
          function show(i) {
            at = Math.max(0, Math.min(frames.length - 1, i)); picture.src = "data:image/jpeg;base64," + frames[at];
            slider.value = at; clock.textContent = (at * seconds).toFixed(2) + " s · step " + at * steps;
          }
          function stop() { playing = false; button.textContent = "Play"; }
          function pace() { return 1000 * seconds / Number(speed.value); }
          function from() { started = performance.now() - at * pace(); }
          function tick(now) {
            if (!playing || !document.body.contains(box)) { return; }
            var i = Math.floor((now - started) / pace());
            if (i >= frames.length) { show(frames.length - 1); stop(); return; }
            if (i !== at && i >= 0) { show(i); }
            requestAnimationFrame(tick);
          }
          function toggle() {
            if (playing) { stop(); return; }
            playing = true; button.textContent = "Pause";
            if (at === frames.length - 1) { at = 0; }
            from(); requestAnimationFrame(tick);
          }
          var keys = {
            " ": toggle, "Home": function () { stop(); show(0); }, "End": function () { stop(); show(frames.length - 1); },
            "ArrowLeft": function () { stop(); show(at - 1); }, "ArrowRight": function () { stop(); show(at + 1); },
            "-": function () { speed.selectedIndex = Math.max(0, speed.selectedIndex - 1); from(); },
            "+": function () { speed.selectedIndex = Math.min(speed.options.length - 1, speed.selectedIndex + 1); from(); }
          };
          button.onclick = toggle;
          speed.onchange = from;
          slider.oninput = function () { stop(); show(Number(slider.value)); };
          // Keys are kept from the page around: a notebook has its own meanings for them.
          box.addEventListener("keydown", function (e) {
            if (e.ctrlKey || e.altKey || e.metaKey || !keys[e.key]) { return; }
            e.preventDefault(); e.stopPropagation(); keys[e.key]();
          });
          box.addEventListener("keyup", function (e) { if (keys[e.key]) { e.preventDefault(); e.stopPropagation(); } });
          show(0);
        })();</script></div>
        """;

    private Animation() {}

    /**
     * The film.
     *
     * @param frames pictures of one size
     * @param seconds each is shown
     */
    public static String html(List<BufferedImage> frames, double seconds) {
        return html(frames, seconds, 1);
    }

    /** The same where a frame stands for several control steps, which the label counts. */
    public static String html(List<BufferedImage> frames, double seconds, int steps) {
        if (frames.isEmpty() || !(seconds > 0)) {
            throw new IllegalArgumentException(
                    frames.size() + " frames of " + seconds + " s; allowed: at least one frame, a time above 0");
        }
        var first = frames.getFirst();
        // A film keeps its own name in a page that holds several.
        return PAGE.replace("{ID}", "film-" + UUID.randomUUID())
                .replace("{WIDTH}", "" + first.getWidth())
                .replace("{HEIGHT}", "" + first.getHeight())
                .replace("{FIRST}", base64(first))
                .replace("{LAST}", "" + (frames.size() - 1))
                .replace("{STEPS}", "" + steps)
                .replace("{SECONDS}", String.format(Locale.ROOT, "%.6f", seconds))
                .replace(
                        "{FRAMES}",
                        frames.stream().map(f -> '"' + base64(f) + '"').collect(Collectors.joining(",\n")));
    }

    /** A page of its own around a film, to be opened in a browser from disk. */
    public static String page(String title, String film) {
        return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + title
                + "</title></head><body style=\"margin:24px\">\n" + film + "</body></html>\n";
    }

    private static String base64(BufferedImage image) {
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        var bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            var quality = writer.getDefaultWriteParam();
            quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            quality.setCompressionQuality(0.7f);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), quality);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
