package org.tandemrl.algorithm.ppo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tandemrl.algorithm.firstorder.DmoConfig;
import org.tandemrl.task.Tasks;

final class PpoConfigTest {
    @Test
    void everyTaskHasSettingsWithThePapersNetworksAndAnUnknownOneAnts() {
        for (String task : Tasks.names()) {
            var config = PpoConfig.forTask(task);
            assertEquals(DmoConfig.forTask(task).actor().hidden(), config.actorHidden());
            assertEquals(DmoConfig.forTask(task).critic().hidden(), config.criticHidden());
        }
        assertEquals(PpoConfig.forTask("ant"), PpoConfig.forTask("swimmer"));
        assertEquals(
                List.of(1024, 32),
                List.of(
                        PpoConfig.forTask("ant").environments(),
                        PpoConfig.forTask("ant").horizon()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "minibatches|5|minibatches is 5; allowed is a divisor of environments × horizon = 32768.",
                "minibatches|32768|minibatches is 32768; allowed is a number that leaves two steps or more in each.",
                "clip|0|clip is 0.0; allowed is in (0, 1).",
                "targetKl|-1|targetKl is -1.0; allowed is positive, or 0 for a constant learning rate.",
                "learningRate|0.1|learningRate is 0.1; allowed is from minimumRate 1.0E-6 to maximumRate 0.01.",
                "maxNorm|Infinity|maxNorm is Infinity; allowed is positive and finite.",
                "lambda|1.1|lambda is 1.1; allowed is in [0, 1].",
                "entropyWeight|NaN|entropyWeight is NaN; allowed is finite, 0 or more.",
                "passes|0|passes is 0; allowed is 1 or more.",
                "actorHidden|64,0|actorHidden is [64, 0]; allowed is one number of units a layer, each 1 or more, as 64,32.",
                "modelHidden|64|There is no setting 'modelHidden'; there are environments, horizon,"
            })
    void aWrongSettingIsRefusedAndTheMessageSaysWhatIsAllowed(String setting, String value, String message) {
        var refused = assertThrows(
                        IllegalArgumentException.class,
                        () -> PpoConfig.forTask("ant").with(setting, value))
                .getMessage();
        assertTrue(refused.startsWith(message), refused);
    }
}
