/**
 * Every look-up with every filter on every surface: Falcon is asked the same, and the answer names
 * the same rows and no others. `FALCONER_MATRIX=FILE` writes down the table of what was found.
 */
import { writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COMMANDS } from "../../commands/index.ts";
import { casesOf, proposalsFor, type Case } from "./matrix/cases.ts";
import { openMatrix, type Matrix } from "./matrix/stage.ts";
import {
  judge,
  judgeCalls,
  judgeCard,
  judgeProposal,
  judgeWrites,
  tableOf,
  type Cell,
} from "./matrix/judge.ts";
import { SURFACES } from "./matrix/surfaces.ts";

let matrix: Matrix;
const cells: Cell[] = [];
beforeAll(async () => {
  matrix = await openMatrix(userInfo().username);
});
afterAll(async () => {
  await matrix.close();
  const file = process.env["FALCONER_MATRIX"];
  if (file !== undefined) await writeFile(file, tableOf(cells));
});

/** On all surfaces at once. */
async function run(one: Case): Promise<void> {
  const from = matrix.falcon.state.calls.length;
  const found = await Promise.all(SURFACES.map((name) => judge(one, name, matrix.surfaces[name])));
  cells.push(...found, judgeCalls(one, matrix.falcon.state.calls.slice(from)));
}

describe("a look-up, on Slack, Discord, the console, in the shell and over MCP", { timeout: 300_000 }, () => {
  it("asks Falcon the same and answers with the same rows; of a change it only asks people", async () => {
    const { records, lookUps } = casesOf(matrix);
    for (const one of records) await run(one);
    for (const nth of proposalsFor(0).keys()) {
      const asked = SURFACES.map((name, index) =>
        judgeProposal(proposalsFor(index)[nth]!, name, matrix.surfaces[name]),
      );
      cells.push(...(await Promise.all(asked)));
    }
    // Meanwhile the cards of what was asked for are posted.
    for (const one of lookUps) await run(one);
    const cards = SURFACES.flatMap((name, index) =>
      proposalsFor(index).map((proposal) => judgeCard(proposal, name, matrix.cards)),
    );
    cells.push(...(await Promise.all(cards)));
    const { calls } = matrix.falcon.state;
    cells.push(...proposalsFor(0).map((question) => judgeWrites(question, calls)));
    expect(cells.filter(({ differs }) => differs !== undefined)).toEqual([]);
  });

  it("is asked with every argument that its command has", () => {
    const { records, lookUps } = casesOf(matrix);
    const cases = [...records, ...lookUps];
    const missing = [...new Set(cases.map(({ command }) => command))].flatMap((command) => {
      const asked = cases.filter((one) => one.command === command);
      const { args = [] } = COMMANDS.find(({ info }) => info.name === command)?.info ?? {};
      return args
        .filter(
          ({ name }) =>
            !asked.some((one) => name in one.args || (name === "cursor" && one.nextPage !== undefined)),
        )
        .map(({ name }) => `${command} ${name}`);
    });
    expect(missing).toEqual([]);
  });
});
