/** The thread that draws: takes jobs one after another and answers each. */
import { parentPort } from "node:worker_threads";
import { draw } from "./draw.ts";
import type { Done, Job } from "./sketch.ts";

parentPort?.on("message", ({ id, sketch }: Job) => {
  const answer = (done: Done): void => parentPort?.postMessage(done);
  draw(sketch).then(
    (drawn) => answer({ id, drawn }),
    (error: unknown) => answer({ id, fault: error instanceof Error ? error.message : String(error) }),
  );
});
