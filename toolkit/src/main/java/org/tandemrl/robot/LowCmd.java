package org.tandemrl.robot;

/**
 * What the motors are told, {@value #BYTES} bytes ({@code unitree_go::msg::dds_::LowCmd_} on the topic {@code rt/lowcmd}). Of {@value #MOTORS} motors the first {@link Bus#MOTORS} are
 * there; each pushes with
 *
 * <pre>
 * τ = tau + kp (q* − q) + kd (dq* − dq)
 * </pre>
 *
 * <table>
 * <caption>Offsets</caption>
 * <tr><td>0</td><td>head FE EF, level flag at 2, frame_reserve at 3</td></tr>
 * <tr><td>4, 12, 20</td><td>sn, version (two words each), bandwidth (16 bits)</td></tr>
 * <tr><td>24</td><td>motors, 36 bytes each: mode at 0, then floats q, dq, tau, kp, kd from 4, three words of reserve</td></tr>
 * <tr><td>744, 748, 788, 800, 802</td><td>bms_cmd (4), wireless_remote (40), led (12), fan (2), gpio</td></tr>
 * <tr><td>804, 808</td><td>reserve, checksum</td></tr>
 * </table>
 */
public final class LowCmd extends Message {
    /** Its length. */
    public static final int BYTES = 812;

    /** Motors it has a place for. */
    public static final int MOTORS = 20;

    /** Mode of a motor that is off. */
    public static final int OFF = 0;

    /** Mode of a motor that obeys. */
    public static final int SERVO = 1;

    /** As q: no position is asked for. */
    public static final float NO_POSITION = 2.146e9f;

    /** As dq: no velocity is asked for. */
    public static final float NO_VELOCITY = 16000;

    private static final int FIRST = 24;
    private static final int EACH = 36;

    /** One whose motors are off, without a checksum. */
    public LowCmd() {
        super(BYTES);
    }

    /**
     * One that was received.
     *
     * @throws IllegalArgumentException if length, head or checksum are wrong, by name
     */
    public static LowCmd parse(byte[] received) {
        var message = new LowCmd();
        message.read(received);
        return message;
    }

    /** Becomes another. */
    public void set(LowCmd other) {
        copy(other);
    }

    private static int at(int motor, int offset) {
        return FIRST + EACH * index("motor", motor, MOTORS) + offset;
    }

    /** What a motor does, {@link #OFF} or {@link #SERVO}. */
    public int mode(int motor) {
        return u8(at(motor, 0));
    }

    /** q*, rad. */
    public float q(int motor) {
        return bytes.getFloat(at(motor, 4));
    }

    /** dq*, rad/s. */
    public float dq(int motor) {
        return bytes.getFloat(at(motor, 8));
    }

    /** Torque on top, N·m. */
    public float tau(int motor) {
        return bytes.getFloat(at(motor, 12));
    }

    /** N·m/rad. */
    public float kp(int motor) {
        return bytes.getFloat(at(motor, 16));
    }

    /** N·m·s/rad. */
    public float kd(int motor) {
        return bytes.getFloat(at(motor, 20));
    }

    /** Says what a motor is to do. */
    public void motor(int motor, int mode, float q, float dq, float tau, float kp, float kd) {
        bytes.put(at(motor, 0), (byte) mode);
        bytes.putFloat(at(motor, 4), q);
        bytes.putFloat(at(motor, 8), dq);
        bytes.putFloat(at(motor, 12), tau);
        bytes.putFloat(at(motor, 16), kp);
        bytes.putFloat(at(motor, 20), kd);
    }

    /** Tells all motors of the robot to give way slowly: kp 0, and kd, N·m·s/rad, against any motion. */
    public void damp(double kd) {
        for (int m = 0; m < Bus.MOTORS; m++) {
            motor(m, SERVO, 0, 0, 0, 0, (float) kd);
        }
    }
}
