package org.tandemrl.cli.go2;

import java.util.List;
import org.tandemrl.robot.SafetyLimits;
import picocli.CommandLine.Option;

/** How old states and answers may be: the robot's values, and more for rehearsals on a machine that does other things, too. */
final class PatienceOptions {
    @Option(
            names = "--state-age",
            paramLabel = "MS",
            defaultValue = "20",
            description =
                    "damping if the robot's last state is older; more than ${DEFAULT-VALUE} is for rehearsals on a busy machine")
    private double stateAge;

    @Option(
            names = "--policy-age",
            paramLabel = "MS",
            defaultValue = "40",
            description =
                    "damping if the policy takes longer; more than ${DEFAULT-VALUE} is for rehearsals on a busy machine")
    private double policyAge;

    /** The robot's limits with these ages. */
    SafetyLimits limits() {
        return SafetyLimits.go2()
                .withStateAge(seconds("--state-age", stateAge))
                .withPolicyAge(seconds("--policy-age", policyAge));
    }

    /** Whether it is more than a robot should be driven with. */
    boolean more() {
        return stateAge > 20 || policyAge > 40;
    }

    /** How long a policy takes that is late, ms. */
    long late() {
        return Math.round(1.5 * policyAge);
    }

    /** The same as arguments of another command. */
    List<String> arguments() {
        return List.of("--state-age", "" + stateAge, "--policy-age", "" + policyAge);
    }

    private static double seconds(String option, double milliseconds) {
        if (!(milliseconds >= 5 && milliseconds <= 10_000)) {
            throw new IllegalArgumentException(option + " is " + milliseconds + " ms; allowed: 5 to 10000.");
        }
        return milliseconds / 1000;
    }
}
