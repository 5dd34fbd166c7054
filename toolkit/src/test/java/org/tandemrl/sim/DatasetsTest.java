package org.tandemrl.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatasetsTest {
    @TempDir
    Path folder;

    @Test
    void propertyComesBeforeVariableBeforeTheFoldersAbove() throws IOException {
        Path a = checkout("a");
        Path b = checkout("b");
        Path c = Files.createDirectories(checkout("c").resolve("notebooks/deep"));
        assertEquals(a, Datasets.root(a.toString(), b.toString(), c));
        assertEquals(b, Datasets.root("", b.toString(), c));
        assertEquals(folder.resolve("c"), Datasets.root("", "", c));
    }

    @Test
    void saysWhatToDoWhenThereIsNoCheckout() {
        var nowhere = assertThrows(IllegalStateException.class, () -> Datasets.root("", "", folder));
        assertTrue(nowhere.getMessage().contains("-Dtandem.root="), nowhere.getMessage());
        var wrong = assertThrows(IllegalStateException.class, () -> Datasets.root(folder.toString(), "", folder));
        assertTrue(wrong.getMessage().contains("system property tandem.root is"), wrong.getMessage());
    }

    private Path checkout(String name) throws IOException {
        Path root = folder.resolve(name);
        Files.createDirectories(root.resolve("datasets/robots"));
        return root;
    }
}
