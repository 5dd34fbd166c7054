package org.tandemrl.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemrl.nn.kernels.Arithmetic;

class UpdatePartsTest {
    private static TrainingSetting setting(Arithmetic arithmetic, int threads) {
        return new TrainingSetting(TrainingSetting.Part.MODEL_UPDATE, "cartpole", 128, arithmetic, threads);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void countsTheProductsOfAnUpdateAndWhatIsBetweenThem(int threads) {
        var setting = setting(Arithmetic.FAST, threads);
        var parts = UpdateParts.measure(setting, 1, 3);
        assertEquals(
                List.of("forward", "weights", "between", "update"),
                parts.stream().map(UpdateParts.Part::name).toList());
        assertTrue(parts.stream().allMatch(part -> part.milliseconds() > 0), parts.toString());
        double whole = parts.getLast().milliseconds();
        assertEquals(
                whole,
                parts.stream()
                        .limit(3)
                        .mapToDouble(UpdateParts.Part::milliseconds)
                        .sum(),
                1e-9);
        // Counted where products are asked for, against the formula.
        assertEquals(setting.updateOperations(), parts.getLast().gflops() * whole * 1e6, 1);
    }

    @Test
    void refusesWhatHasNoKernels() {
        var setting = setting(Arithmetic.DJL, 1);
        var refused = assertThrows(IllegalArgumentException.class, () -> UpdateParts.measure(setting, 0, 1));
        assertTrue(refused.getMessage().contains("--fit is djl"), refused.getMessage());
        assertTrue(refused.getMessage().contains("fast or bf16"), refused.getMessage());
    }
}
