package org.tandemrl.robot.simulated;

import org.tandemrl.robot.Bus;
import org.tandemrl.robot.LowCmd;
import org.tandemrl.robot.LowState;
import org.tandemrl.robot.SafetyLimits;
import org.tandemrl.robot.drive.CommandPlan;
import org.tandemrl.robot.drive.DriveLog;
import org.tandemrl.robot.drive.DriveSettings;
import org.tandemrl.robot.drive.DriveTiming;
import org.tandemrl.robot.drive.Driver;
import org.tandemrl.robot.drive.PolicyRunner;
import org.tandemrl.robot.link.ControllerLink;
import org.tandemrl.robot.link.Received;
import org.tandemrl.task.go2.Go2Servos;

/** A drive on a link without a robot that allocates nothing itself. */
final class CycleAllocation {
    private final LowState state = new LowState();
    private boolean fresh;
    private int tick;
    private long now;

    final Driver driver = new Driver(
            new ControllerLink() {
                @Override
                public Received receive(LowState into) {
                    if (!fresh) {
                        return Received.NOTHING;
                    }
                    fresh = false;
                    into.load(state.bytes(), LowState.BYTES);
                    return Received.MESSAGE;
                }

                @Override
                public void send(LowCmd command) {
                    state.reserve(command.reserve());
                }

                @Override
                public long others() {
                    return 0;
                }

                @Override
                public void close() {}
            },
            new PolicyRunner() {
                @Override
                public void ask(double[] observation) {}

                @Override
                public boolean answered(double[] action) {
                    return true;
                }
            },
            DriveSettings.of(SafetyLimits.go2(), CommandPlan.parse("0.5,0,0"), 1000),
            new DriveLog(1000),
            new DriveTiming());

    CycleAllocation() {
        state.quaternion(0, 1);
        state.charge(80);
        for (int m = 0; m < Bus.MOTORS; m++) {
            state.motor(m, Go2Servos.pose(Bus.other(m)), 0, 0, 0);
        }
    }

    void cycles(int count) {
        for (int k = 0; k < count; k++) {
            now += 2_000_000;
            tick += 2;
            state.tick(tick);
            state.seal();
            fresh = true;
            driver.cycle(now, now);
        }
    }
}
