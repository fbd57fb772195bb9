/** The commands by name. Aliases and letter case are settled here and nowhere else. */
import type { Command, CommandInfo } from "../chat/command.ts";

export interface Registry<Services> {
  readonly infos: readonly CommandInfo[];
  /** By name or alias; hidden ones only when `reach` is `buttons`. */
  find(word: string, reach?: "people" | "buttons"): Command<Services> | undefined;
  /** Names and aliases that people may type. */
  readonly words: readonly string[];
}

/** Throws when two commands answer to one word: a mistake in the definitions. */
export function createRegistry<Services>(commands: readonly Command<Services>[]): Registry<Services> {
  const byWord = new Map<string, Command<Services>>();
  for (const command of commands) {
    for (const word of [command.info.name, ...command.info.aliases]) {
      if (byWord.has(word.toLowerCase())) throw new Error(`two commands are called ${word}`);
      byWord.set(word.toLowerCase(), command);
    }
  }
  return {
    infos: commands.map(({ info }) => info),
    find(word, reach = "people") {
      const command = byWord.get(word.toLowerCase());
      return command?.info.hidden === true && reach === "people" ? undefined : command;
    },
    words: [...byWord].flatMap(([word, { info }]) => (info.hidden ? [] : [word])),
  };
}
