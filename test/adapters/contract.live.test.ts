/** The one contract of chat adapters, held by every surface there is. */
import { adapterContract } from "../contracts/adapter.ts";
import { openOnDiscord } from "../contracts/adapter/on-discord.ts";
import { openOnSlack } from "../contracts/adapter/on-slack.ts";
import { openOnTheConsole } from "../contracts/adapter/on-the-console.ts";

adapterContract("slack", openOnSlack);
adapterContract("discord", openOnDiscord);
adapterContract("the web console", openOnTheConsole);
