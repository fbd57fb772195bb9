/**
 * TypeScript to JavaScript by leaving out the types. Node 24 marks `stripTypeScriptTypes` as
 * experimental (https://nodejs.org/api/module.html) and says so on the terminal at its first
 * use, which is nothing that whoever runs Falconer can act on; a test pins what it gives.
 */
import { stripTypeScriptTypes } from "node:module";

const NOTICE = "stripTypeScriptTypes is an experimental feature";

/**
 * Drops that one notice and no other. A flag could not: it would have to be given by
 * everybody who starts Falconer, and would silence all experimental features. Nothing else
 * runs while the function is replaced, since the call is synchronous.
 */
export function stripTypes(source: string): string {
  const { emitWarning } = process;
  const others = (...args: Parameters<typeof emitWarning>): void => {
    if (!String(args[0]).startsWith(NOTICE)) emitWarning(...args);
  };
  process.emitWarning = others as typeof emitWarning;
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
}
