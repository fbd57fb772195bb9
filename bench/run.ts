/** `npm run bench -- NAME`: runs one figure and prints it as a ratio against a floor of the same run. */
const FIGURES = [
  "ack",
  "lanes",
  "start",
  "discord-ack",
  "index",
  "lookup",
  "mcp",
  "rtr",
  "feed",
  "storm",
  "backlog",
] as const;

const [name] = process.argv.slice(2);
if (!FIGURES.some((figure) => figure === name)) {
  console.error(`Say which: ${FIGURES.join(", ")}.`);
  process.exit(1);
}
const { bench } = (await import(`./${name}.ts`)) as { bench: () => Promise<void> };
await bench();
process.exit(0);
