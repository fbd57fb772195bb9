/** A simulated Falcon in a process of its own, so that its memory and its work are not counted as ours. */
import { startSimulator } from "../src/simulator/simulator.ts";

const MEGABYTE = 1_024 * 1_024;
const LINE = "The quick brown fox jumps over the lazy dog, once more and again.\r\n";

const simulator = await startSimulator({
  empty: true,
  // A fast machine asks for more pieces in a minute than a real tenant may.
  limits: { data: 1_000_000 },
  hosts: Array.from({ length: 8 }, (_, n) => ({ hostname: `WIN-0${n}` })),
  rtr: {
    rules: [
      { command: "cat", afterMs: 0, pieces: 400, stdout: LINE.repeat((5 * MEGABYTE) / LINE.length) },
      { command: "ls", afterMs: 300, stdout: LINE },
      { command: "ps", afterMs: 60_000, stdout: LINE },
    ],
  },
});
const hosts = simulator.state.hosts.map(({ device_id: id }) => id);
console.log(
  JSON.stringify({ url: simulator.url, id: simulator.clientId, secret: simulator.clientSecret, hosts }),
);
