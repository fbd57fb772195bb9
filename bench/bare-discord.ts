/** The floor: discord.js as its own guide starts it, answering every command with a word. */
import { Client, Events, GatewayIntentBits, MessageFlags } from "discord.js";

const { DISCORD_TOKEN: token = "", DISCORD_API_URL: api = "" } = process.env;
const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api } });

client.on(Events.InteractionCreate, (interaction) => {
  if (!interaction.isChatInputCommand()) return;
  interaction
    .deferReply({ flags: MessageFlags.Ephemeral })
    .then(() => interaction.editReply("ok"))
    .catch(console.error);
});

client.once(Events.ClientReady, () => console.log("up"));
await client.login(token);
