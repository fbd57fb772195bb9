/** Serves the console with the demonstration cards: `node test/adapters/web/demo.ts [port]`. */
import { demoScript } from "./demo-script.ts";
import { startConsole } from "./living-console.ts";

const living = await startConsole(demoScript, { port: Number(process.argv[2] ?? 0) });
console.log(living.url);
