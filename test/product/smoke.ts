/** `npm start` on a folder of its own: it says that it is ready, answers, and stops when told. */
import { createHome } from "./bot.ts";

const home = await createHome({});
const bot = await home.start();
const page = await (await fetch(bot.url)).text();
if (!/<title>[^<]*Falcon/.test(page)) throw new Error(`this is not the console:\n${page.slice(0, 500)}`);
const status = await home.shell("status", "--json");
if (status.code !== 0) throw new Error(`the shell failed:\n${status.err}`);
const code = await bot.stop();
await home.remove();
if (code !== 0) throw new Error(`it stopped with ${code}`);
console.log("smoke: ready, console served, shell answered, stopped");
