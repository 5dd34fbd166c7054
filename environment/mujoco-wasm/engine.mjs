// Steps robots in MuJoCo's WebAssembly build. Reads two lines, a model's file and the number of robots, says its version and the model's layout in one line of JSON, then answers each
// frame that follows (for each robot qpos, qvel, qfrc_applied: float64, little-endian) by one (qpos, qvel), NaN where MuJoCo gave up. Ends with its input.
import fs from 'node:fs';
import load from '@mujoco/mujoco';

function line() {
  const byte = Buffer.alloc(1);
  const text = [];
  while (fs.readSync(0, byte, 0, 1, null) === 1 && byte[0] !== 10) text.push(byte[0]);
  return Buffer.from(text).toString('utf8');
}

const [file, count] = [line(), Number(line())];
const mujoco = await load();
let model;
try {
  // What this version does not know any more, and does by itself.
  model = mujoco.MjModel.from_xml_string(fs.readFileSync(file, 'utf8').replace(/ convexhull="\w*"/g, ''));
} catch (error) {
  fs.writeSync(1, JSON.stringify({ error: String(error.message ?? error) }) + '\n');
  process.exit(1);
}
const data = new mujoco.MjData(model);
fs.writeSync(1, JSON.stringify({
  version: mujoco.mj_versionString ? mujoco.mj_versionString() : String(mujoco.mj_version()),
  nq: model.nq, nv: model.nv, type: Array.from(model.jnt_type), q: Array.from(model.jnt_qposadr), v: Array.from(model.jnt_dofadr),
  motors: Array.from({ length: model.nu }, (_, u) => model.jnt_dofadr[model.actuator_trnid[2 * u]]),
}) + '\n');

const [nq, nv] = [model.nq, model.nv];
const frame = new Float64Array(count * (nq + 2 * nv));
const bytes = new Uint8Array(frame.buffer);
const answer = new Float64Array(count * (nq + nv));
const [qpos, qvel, force, warm] = [data.qpos, data.qvel, data.qfrc_applied, data.qacc_warmstart];

function read() {
  let got = 0;
  while (got < bytes.length) {
    let now = 0;
    try {
      now = fs.readSync(0, bytes, got, bytes.length - got, null);
    } catch (error) {
      if (error.code === 'EAGAIN') continue;
      throw error;
    }
    if (now === 0) return false;
    got += now;
  }
  return true;
}

function write(buffer) {
  let sent = 0;
  while (sent < buffer.length) {
    try {
      sent += fs.writeSync(1, buffer, sent, buffer.length - sent);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}

while (read()) {
  for (let e = 0; e < count; e++) {
    const from = e * (nq + 2 * nv);
    qpos.set(frame.subarray(from, from + nq));
    qvel.set(frame.subarray(from + nq, from + nq + nv));
    force.set(frame.subarray(from + nq + nv, from + nq + 2 * nv));
    warm.fill(0);
    // A state that MuJoCo gives up on is replaced by the model's own start, at time 0.
    data.time = 1;
    mujoco.mj_step(model, data);
    const to = e * (nq + nv);
    answer.set(qpos, to);
    answer.set(qvel, to + nq);
    if (data.time < 1) answer.fill(NaN, to, to + nq + nv);
  }
  write(new Uint8Array(answer.buffer));
}
