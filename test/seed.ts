/**
 * `FALCONER_SEED` makes generated examples the same in every run, so that a change is judged and
 * not the dice. Without it each run tries new ones, and prints the seed of what it finds.
 */
import fc from "fast-check";

const { FALCONER_SEED: seed } = process.env;
if (seed !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });
