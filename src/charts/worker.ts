/** The process that draws: takes jobs one after another, answers each, and ends with whoever asks. */
import { draw } from "./draw.ts";
import type { Done, Job } from "./sketch.ts";

process.on("message", ({ id, sketch }: Job) => {
  const answer = (done: Done): void => void process.send?.(done);
  draw(sketch).then(
    (drawn) => answer({ id, drawn }),
    (error: unknown) => answer({ id, fault: error instanceof Error ? error.message : String(error) }),
  );
});
// However the other side ended, nobody is left to draw for.
process.on("disconnect", () => process.exit(0));
