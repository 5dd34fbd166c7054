package org.tandemrl.figure;

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
        <div id="{ID}" style="display:inline-block;font:13px sans-serif;color:#3c4650">
        <img alt="animation" src="data:image/jpeg;base64,{FIRST}" width="{WIDTH}" height="{HEIGHT}" style="display:block;max-width:100%">
        <div style="display:flex;align-items:center;gap:8px;width:{WIDTH}px;max-width:100%;margin-top:4px">
        <button type="button" aria-label="play or pause" style="width:64px">Play</button>
        <input type="range" min="0" max="{LAST}" value="0" step="1" aria-label="time" style="flex:1">
        <span style="width:64px;text-align:right;font-variant-numeric:tabular-nums"></span></div>
        <script>(function () {
          var box = document.getElementById("{ID}"), frames = [{FRAMES}], seconds = {SECONDS};
          var picture = box.querySelector("img"), button = box.querySelector("button");
          var slider = box.querySelector("input"), clock = box.querySelector("span");
          var at = 0, playing = false, started = 0;
          function show(i) {
            at = i; picture.src = "data:image/jpeg;base64," + frames[i];
            slider.value = i; clock.textContent = (i * seconds).toFixed(2) + " s";
          }
          function stop() { playing = false; button.textContent = "Play"; }
          function tick(now) {
            if (!playing || !document.body.contains(box)) { return; }
            var i = Math.floor((now - started) / 1000 / seconds);
            if (i >= frames.length) { show(frames.length - 1); stop(); return; }
            if (i !== at && i >= 0) { show(i); }
            requestAnimationFrame(tick);
          }
          button.onclick = function () {
            if (playing) { stop(); return; }
            playing = true; button.textContent = "Pause";
            if (at === frames.length - 1) { at = 0; }
            started = performance.now() - at * seconds * 1000;
            requestAnimationFrame(tick);
          };
          slider.oninput = function () { stop(); show(Number(slider.value)); };
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
                .replace("{SECONDS}", String.format(Locale.ROOT, "%.6f", seconds))
                .replace("{FRAMES}", frames.stream().map(f -> '"' + base64(f) + '"').collect(Collectors.joining(",\n")));
    }

    private static String base64(BufferedImage image) {
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        var bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            var quality = writer.getDefaultWriteParam();
            quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            quality.setCompressionQuality(0.8f);
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
