package org.tandemrl.robot;

/**
 * What the robot senses, {@value #BYTES} bytes ({@code unitree_go::msg::dds_::LowState_} on the topic {@code rt/lowstate}).
 *
 * <table>
 * <caption>Offsets</caption>
 * <tr><td>0 … 20</td><td>as in {@link LowCmd}</td></tr>
 * <tr><td>24</td><td>imu: quaternion w x y z, gyroscope at 40, accelerometer at 52, roll pitch yaw at 64, temperature at 76</td></tr>
 * <tr><td>80</td><td>{@value #MOTORS} motors, 48 bytes each: mode at 0; floats q, dq, ddq, tau_est, q_raw, dq_raw, ddq_raw from 4; temperature at 32, lost at 36</td></tr>
 * <tr><td>1040</td><td>bms: version, status at 1042, soc at 1043, current at 1044, cycle at 1048, cell_vol from 1054</td></tr>
 * <tr><td>1084, 1092, 1100</td><td>foot_force, foot_force_est, tick</td></tr>
 * <tr><td>1104</td><td>wireless_remote: buttons at 1106; lx, rx, ry, L2, ly at 1108, 1112, 1116, 1120, 1124</td></tr>
 * <tr><td>1144 … 1164</td><td>bit_flag, adc_reel, temperature_ntc1, temperature_ntc2, power_v, power_a, fan_frequency</td></tr>
 * <tr><td>1172, 1176</td><td>reserve, checksum</td></tr>
 * </table>
 */
public final class LowState extends Message {
    /** Its length. */
    public static final int BYTES = 1180;

    /** Motors it has a place for. */
    public static final int MOTORS = 20;

    private static final int FIRST = 80;
    private static final int EACH = 48;

    /** One that says zero of everything, without a checksum. */
    public LowState() {
        super(BYTES);
    }

    /**
     * One that was received.
     *
     * @throws IllegalArgumentException if length, head or checksum are wrong, by name
     */
    public static LowState parse(byte[] received) {
        var message = new LowState();
        message.read(received);
        return message;
    }

    /** Becomes another. */
    public void set(LowState other) {
        copy(other);
    }

    /** Of the rotation from the base's axes (x forward, y left, z up) to the world's (z up): w, x, y, z. */
    public float quaternion(int k) {
        return bytes.getFloat(24 + 4 * index("quaternion", k, 4));
    }

    /** Sets it. */
    public void quaternion(int k, double value) {
        bytes.putFloat(24 + 4 * index("quaternion", k, 4), (float) value);
    }

    /** Angular velocity in the base's axes, rad/s. */
    public float gyroscope(int k) {
        return bytes.getFloat(40 + 4 * index("gyroscope", k, 3));
    }

    /** Sets it. */
    public void gyroscope(int k, double value) {
        bytes.putFloat(40 + 4 * index("gyroscope", k, 3), (float) value);
    }

    /** Acceleration less gravity's in the base's axes, m/s²: (0, 0, 9.81) at rest. */
    public float accelerometer(int k) {
        return bytes.getFloat(52 + 4 * index("accelerometer", k, 3));
    }

    /** Sets it. */
    public void accelerometer(int k, double value) {
        bytes.putFloat(52 + 4 * index("accelerometer", k, 3), (float) value);
    }

    /** Roll, pitch and yaw, rad. */
    public float rpy(int k) {
        return bytes.getFloat(64 + 4 * index("rpy", k, 3));
    }

    /** Sets it. */
    public void rpy(int k, double value) {
        bytes.putFloat(64 + 4 * index("rpy", k, 3), (float) value);
    }

    /** °C. */
    public int imuTemperature() {
        return u8(76);
    }

    /** Sets it. */
    public void imuTemperature(int celsius) {
        bytes.put(76, (byte) celsius);
    }

    private static int at(int motor, int offset) {
        return FIRST + EACH * index("motor", motor, MOTORS) + offset;
    }

    /** What a motor does. */
    public int mode(int motor) {
        return u8(at(motor, 0));
    }

    /** Sets it. */
    public void mode(int motor, int mode) {
        bytes.put(at(motor, 0), (byte) mode);
    }

    /** rad. */
    public float q(int motor) {
        return bytes.getFloat(at(motor, 4));
    }

    /** rad/s. */
    public float dq(int motor) {
        return bytes.getFloat(at(motor, 8));
    }

    /** rad/s². */
    public float ddq(int motor) {
        return bytes.getFloat(at(motor, 12));
    }

    /** Torque as the motor's current says, N·m. */
    public float torque(int motor) {
        return bytes.getFloat(at(motor, 16));
    }

    /** Sets what a motor senses, and the raw values to the same. */
    public void motor(int motor, double q, double dq, double ddq, double torque) {
        bytes.putFloat(at(motor, 4), (float) q);
        bytes.putFloat(at(motor, 8), (float) dq);
        bytes.putFloat(at(motor, 12), (float) ddq);
        bytes.putFloat(at(motor, 16), (float) torque);
        bytes.putFloat(at(motor, 20), (float) q);
        bytes.putFloat(at(motor, 24), (float) dq);
        bytes.putFloat(at(motor, 28), (float) ddq);
    }

    /** °C. */
    public int temperature(int motor) {
        return u8(at(motor, 32));
    }

    /** Sets it. */
    public void temperature(int motor, int celsius) {
        bytes.put(at(motor, 32), (byte) celsius);
    }

    /** Messages between motor and computer that were lost. */
    public int lost(int motor) {
        return bytes.getInt(at(motor, 36));
    }

    /** Sets it. */
    public void lost(int motor, int count) {
        bytes.putInt(at(motor, 36), count);
    }

    /** What is left in the battery, %. */
    public int charge() {
        return u8(1043);
    }

    /** Sets it. */
    public void charge(int percent) {
        bytes.put(1043, (byte) percent);
    }

    /** Of the battery, mA. */
    public int current() {
        return bytes.getInt(1044);
    }

    /** Sets it. */
    public void current(int milliamperes) {
        bytes.putInt(1044, milliamperes);
    }

    /** Times the battery was charged. */
    public int cycles() {
        return u16(1048);
    }

    /** Sets it. */
    public void cycles(int count) {
        bytes.putShort(1048, (short) count);
    }

    /** Of one of 15 cells, mV. */
    public int cell(int k) {
        return u16(1054 + 2 * index("cell", k, 15));
    }

    /** Sets it. */
    public void cell(int k, int millivolts) {
        bytes.putShort(1054 + 2 * index("cell", k, 15), (short) millivolts);
    }

    /** What a foot's sensor says; the feet in the bus' order of legs. */
    public int footForce(int leg) {
        return bytes.getShort(1084 + 2 * index("leg", leg, 4));
    }

    /** What the robot estimates of it. */
    public int footForceEstimate(int leg) {
        return bytes.getShort(1092 + 2 * index("leg", leg, 4));
    }

    /** Sets both. */
    public void footForce(int leg, int force) {
        bytes.putShort(1084 + 2 * index("leg", leg, 4), (short) force);
        bytes.putShort(1092 + 2 * index("leg", leg, 4), (short) force);
    }

    /** ms since the robot's start. */
    public int tick() {
        return bytes.getInt(1100);
    }

    /** Sets it. */
    public void tick(int milliseconds) {
        bytes.putInt(1100, milliseconds);
    }

    /** The remote control's buttons, 16 bits. */
    public int buttons() {
        return u16(1106);
    }

    /** Sets them. */
    public void buttons(int bits) {
        bytes.putShort(1106, (short) bits);
    }

    /** One of the remote control's sticks, −1 to 1: lx, rx, ry, L2, ly. */
    public float stick(int k) {
        return bytes.getFloat(1108 + 4 * index("stick", k, 5));
    }

    /** Sets it. */
    public void stick(int k, double value) {
        bytes.putFloat(1108 + 4 * index("stick", k, 5), (float) value);
    }

    /** Bits that the robot sets. */
    public int flags() {
        return u8(1144);
    }

    /** Sets them. */
    public void flags(int bits) {
        bytes.put(1144, (byte) bits);
    }

    /** Of the computer, °C. */
    public int boardTemperature(int k) {
        return u8(1152 + index("sensor", k, 2));
    }

    /** Sets it. */
    public void boardTemperature(int k, int celsius) {
        bytes.put(1152 + index("sensor", k, 2), (byte) celsius);
    }

    /** V. */
    public float voltage() {
        return bytes.getFloat(1156);
    }

    /** A. */
    public float amperes() {
        return bytes.getFloat(1160);
    }

    /** Sets both. */
    public void power(double volts, double amperes) {
        bytes.putFloat(1156, (float) volts);
        bytes.putFloat(1160, (float) amperes);
    }

    /** Of one of four fans. */
    public int fan(int k) {
        return u16(1164 + 2 * index("fan", k, 4));
    }

    /** Sets it. */
    public void fan(int k, int frequency) {
        bytes.putShort(1164 + 2 * index("fan", k, 4), (short) frequency);
    }
}
