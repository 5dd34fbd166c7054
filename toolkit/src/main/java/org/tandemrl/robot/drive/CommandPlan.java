package org.tandemrl.robot.drive;

import java.util.ArrayList;
import java.util.List;
import org.tandemrl.task.go2.Go2Servos;

/**
 * What is asked of a walk over its time, written {@code vx,vy,yaw[@seconds;…]}: {@code 0.5,0,0@5;0,0,0} is half a metre a second forward for five seconds, then standing. What comes last
 * holds to the end.
 *
 * @param parts in their order, at least one
 */
public record CommandPlan(List<Part> parts) {
    /**
     * Velocities for a time.
     *
     * @param forward m/s
     * @param sideways m/s, to the left
     * @param yaw rad/s, to the left
     * @param seconds how long; infinite for what holds to the end
     */
    public record Part(double forward, double sideways, double yaw, double seconds) {}

    /** Copies the parts. */
    public CommandPlan {
        parts = List.copyOf(parts);
    }

    /**
     * Reads a plan.
     *
     * @throws IllegalArgumentException if it is none, or asks for more than was trained
     */
    public static CommandPlan parse(String text) {
        var parts = new ArrayList<Part>();
        for (String each : text.strip().split(";")) {
            String[] timed = each.strip().split("@", -1);
            String[] numbers = timed[0].split(",", -1);
            if (timed.length > 2 || numbers.length != 3) {
                throw new IllegalArgumentException("The command '" + each.strip()
                        + "' is none; allowed is vx,vy,yaw or vx,vy,yaw@seconds, several divided by ';'.");
            }
            double forward = number("vx", numbers[0], Go2Servos.FASTEST);
            double sideways = number("vy", numbers[1], Go2Servos.FASTEST);
            double yaw = number("yaw", numbers[2], Go2Servos.FASTEST_YAW);
            double seconds = timed.length == 1 ? Double.POSITIVE_INFINITY : number("seconds", timed[1], 3600);
            if (!(seconds > 0)) {
                throw new IllegalArgumentException(
                        "The command '" + each.strip() + "' lasts " + seconds + " s; allowed is more than 0.");
            }
            parts.add(new Part(forward, sideways, yaw, seconds));
        }
        return new CommandPlan(parts);
    }

    private static double number(String name, String text, double most) {
        double value;
        try {
            value = Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    name + " of a command is '" + text.strip() + "', which is no number.", e);
        }
        if (!(Math.abs(value) <= most)) {
            throw new IllegalArgumentException(
                    name + " of a command is " + value + "; allowed is -" + most + " to " + most + ".");
        }
        return value;
    }

    /** Writes what holds at a time, s: v_x, v_y, yaw rate. */
    void at(double seconds, double[] command) {
        double begin = 0;
        int k = 0;
        while (k < parts.size() - 1 && seconds >= begin + parts.get(k).seconds()) {
            begin += parts.get(k).seconds();
            k++;
        }
        var part = parts.get(k);
        command[0] = part.forward();
        command[1] = part.sideways();
        command[2] = part.yaw();
    }
}
